using Akka;
using Akka.Actor;
using Akka.Event;

namespace McpActors.Shutdown;

/// <summary>
/// One task in a phase of coordinated shutdown. A phase that times out abandons its tasks without cancelling them, so each ends by itself a little
/// before its phase does, and says so.
/// </summary>
internal static class PhaseTask
{
    /// <summary>What is left of a phase for the answer to a wait that has ended.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    /// <param name="system">Whose shutdown it is.</param>
    /// <param name="phase">One of <see cref="CoordinatedShutdown"/>'s.</param>
    /// <param name="name">What it is called in the log.</param>
    /// <param name="run">The task; it is told the time that it has.</param>
    /// <param name="otherwise">What becomes of that which it has not done in time.</param>
    public static void Add(ActorSystem system, string phase, string name, Func<TimeSpan, Task> run, string otherwise)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        var budget = shutdown.Timeout(phase) - Margin;
        shutdown.AddTask(phase, name, async () =>
        {
            try
            {
                // Whoever runs the shutdown may wait for it on a context of its own.
                await run(budget).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                Logging.GetLogger(system, typeof(ShutdownTasks)).Warning("Shutdown: {0} was not done within {1:0.0} s; {2}", name, budget.TotalSeconds, otherwise);
            }
            return Done.Instance;
        });
    }
}
