using Akka;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Ticks;
using McpActors.Scheduling;
using McpActors.Shutdown;

namespace McpActors.Cluster;

/// <summary>
/// The tasks of a leaving node in coordinated shutdown, before its servers are stopped: it takes no new jobs, and lets
/// running jobs finish within the time of the phase.
/// </summary>
internal sealed class DrainTasks(ActorSystem system, ClusterParts parts, IActorRef agent)
{
    public void Register()
    {
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "mcp-drain-node", async timeout =>
        {
            // First, because this node may become the leader at any time until it has left, and must then start
            // nothing.
            parts.Draining = true;
            await agent.Ask<Done>(DrainNode.Instance, timeout).ConfigureAwait(false);
            if (parts.LocalLeader is { } leader) await leader.Ask<Done>(StopAcceptingWork.Instance, timeout).ConfigureAwait(false);
        });
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "mcp-node-jobs", timeout => agent.Ask<Done>(AwaitJobs.Instance, timeout));
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "mcp-leader-batches", async timeout =>
        {
            if (parts.LocalLeader is { } leader) await leader.Ask<BatchesDone>(AwaitBatches.Instance, timeout).ConfigureAwait(false);
        });
        // So that the next leader does not take finished ticks for interrupted. This late, for batches that ended only
        // with their servers, and for a leader that came to this node while it was leaving.
        Add(CoordinatedShutdown.PhaseBeforeClusterShutdown, "mcp-leader-ticks", async timeout =>
        {
            if (parts.LocalLeader is { } leader) await leader.Ask<Remembered>(WriteAllTicks.Instance, timeout).ConfigureAwait(false);
        });
    }

    private void Add(string phase, string name, Func<TimeSpan, Task> run) => PhaseTask.Add(system, phase, name, run, "running jobs are cancelled");
}
