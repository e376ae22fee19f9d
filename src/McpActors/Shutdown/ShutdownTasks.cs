using Akka;
using Akka.Actor;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Shutdown;

/// <summary>The tasks of McpActors in the phases of coordinated shutdown.</summary>
internal sealed class ShutdownTasks(ActorSystem system, IActorRef servers, IActorRef sessions, IActorRef scheduler, IActorRef reaper)
{
    public void Register()
    {
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "mcp-refuse-new-work", async timeout =>
        {
            await sessions.Ask<Done>(StopOpeningSessions.Instance, timeout).ConfigureAwait(false);
            await servers.Ask<Done>(RefuseNewProcesses.Instance, timeout).ConfigureAwait(false);
            await scheduler.Ask<Done>(StopAcceptingWork.Instance, timeout).ConfigureAwait(false);
        });
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "mcp-batches", timeout => scheduler.Ask<BatchesDone>(AwaitBatches.Instance, timeout));
        Add(
            CoordinatedShutdown.PhaseServiceRequestsDone,
            "mcp-sessions",
            timeout => sessions.Ask<Done>(new EndAllSessions(timeout - PhaseTask.Margin), timeout));
        Add(CoordinatedShutdown.PhaseServiceStop, "mcp-servers", timeout => servers.Ask<Done>(StopAllServers.Instance, timeout));
        Add(
            CoordinatedShutdown.PhaseBeforeClusterShutdown,
            "mcp-sweep",
            timeout => reaper.Ask<SweepReport>(new Sweep(SweepScope.Everything, "shutdown"), timeout));

        void Add(string phase, string name, Func<TimeSpan, Task> run) => PhaseTask.Add(system, phase, name, run, "the next phase continues it");
    }
}
