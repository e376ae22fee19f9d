using Akka.Actor;
using McpActors.Reaping;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// The reaper of this node for other nodes: runs a sweep and answers with the relevant rows (see <see
/// cref="SweepRows"/>). It ends with the reaper.
/// </summary>
internal sealed class NodeReaperActor : ReceiveActor
{
    private readonly IActorRef _reaper;

    /// <param name="reaper">The node's reaper.</param>
    /// <param name="timeout">The timeout of a sweep.</param>
    public NodeReaperActor(IActorRef reaper, TimeSpan timeout)
    {
        _reaper = reaper;
        Receive<Sweep>(sweep => _reaper.Ask<SweepReport>(sweep, timeout).PipeTo(Sender, Self, success: SweepRows.ForOtherNodes));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => Context.Watch(_reaper);
}
