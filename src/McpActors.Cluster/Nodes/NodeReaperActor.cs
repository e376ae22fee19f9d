using Akka.Actor;
using McpActors.Reaping;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// The reaper of this node for other nodes: has it sweep, and answers with what concerns them (see <see cref="SweepRows"/>). It ends when the reaper does.
/// </summary>
internal sealed class NodeReaperActor : ReceiveActor
{
    private readonly IActorRef _reaper;

    /// <param name="reaper">The reaper itself.</param>
    /// <param name="timeout">How long a sweep may take.</param>
    public NodeReaperActor(IActorRef reaper, TimeSpan timeout)
    {
        _reaper = reaper;
        Receive<Sweep>(sweep => _reaper.Ask<SweepReport>(sweep, timeout).PipeTo(Sender, Self, success: SweepRows.ForOtherNodes));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => Context.Watch(_reaper);
}
