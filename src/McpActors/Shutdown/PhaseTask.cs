using Akka;
using Akka.Actor;
using Akka.Event;

namespace McpActors.Shutdown;

/// <summary>
/// One task in a phase of coordinated shutdown. A phase that times out abandons its tasks without cancelling them, so
/// each task ends by itself a little earlier and logs it.
/// </summary>
internal static class PhaseTask
{
    /// <summary>The part of a phase that is reserved for the answer after the wait.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    /// <param name="system">The actor system that shuts down.</param>
    /// <param name="phase">A phase of <see cref="CoordinatedShutdown"/>.</param>
    /// <param name="name">The task's name in the log.</param>
    /// <param name="run">The task; it gets its time budget.</param>
    /// <param name="otherwise">The consequence if the task does not finish in time.</param>
    public static void Add(ActorSystem system, string phase, string name, Func<TimeSpan, Task> run, string otherwise)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        var budget = shutdown.Timeout(phase) - Margin;
        shutdown.AddTask(phase, name, async () =>
        {
            try
            {
                // The caller of the shutdown may wait on its own synchronization context.
                await run(budget).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                Logging.GetLogger(system, typeof(ShutdownTasks)).Warning(
                    "Shutdown: {0} was not done within {1:0.0} s; {2}", name, budget.TotalSeconds, otherwise);
            }
            return Done.Instance;
        });
    }
}
