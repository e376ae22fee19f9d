using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Shutdown;

/// <summary>
/// What McpActors does in the phases of coordinated shutdown. A phase that times out abandons its tasks without cancelling them, so
/// each wait here ends by itself a little before its phase does, says so, and leaves the rest to the next.
/// </summary>
internal sealed class ShutdownTasks(ActorSystem system, McpActorsExtension mcp)
{
    // What is left of a phase for the answer to a wait that has ended.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    private readonly ILoggingAdapter _log = Logging.GetLogger(system, typeof(ShutdownTasks));

    public void Register()
    {
        var shutdown = CoordinatedShutdown.Get(system);
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "mcp-refuse-new-work", async timeout =>
        {
            await mcp.LocalSessions.Ask<Done>(StopOpeningSessions.Instance, timeout).ConfigureAwait(false);
            await mcp.LocalServers.Ask<Done>(RefuseNewProcesses.Instance, timeout).ConfigureAwait(false);
            await mcp.LocalScheduler.Ask<Done>(StopAcceptingWork.Instance, timeout).ConfigureAwait(false);
        });
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "mcp-batches", timeout => mcp.LocalScheduler.Ask<BatchesDone>(AwaitBatches.Instance, timeout));
        Add(
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "mcp-sessions",
            timeout => mcp.LocalSessions.Ask<Done>(new EndAllSessions(timeout - Margin), timeout));
        Add(CoordinatedShutdown.PhaseServiceStop, "mcp-servers", timeout => mcp.LocalServers.Ask<Done>(StopAllServers.Instance, timeout));
        Add(
            CoordinatedShutdown.PhaseBeforeClusterShutdown,
            "mcp-sweep",
            timeout => mcp.Reaper.Ask<SweepReport>(new Sweep(SweepScope.Everything, "shutdown"), timeout));

        void Add(string phase, string name, Func<TimeSpan, Task> run)
        {
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
                    _log.Warning("Shutdown: {0} was not done within {1:0.0} s; the next phase goes on with it", name, budget.TotalSeconds);
                }
                return Done.Instance;
            });
        }
    }
}
