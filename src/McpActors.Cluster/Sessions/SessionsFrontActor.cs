using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;
using McpActors.Sessions;

namespace McpActors.Cluster.Sessions;

/// <summary>
/// The sessions as a node's own actors see them: one is opened here where this node has the server, and on another node where it has not; by its
/// id it is found wherever it is.
/// </summary>
internal sealed class SessionsFrontActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly ClusterSessionDirectory _directory;
    private readonly IActorRef _local;

    /// <param name="parts">This node.</param>
    /// <param name="directory">Knows where sessions are.</param>
    /// <param name="singles">Reaches the node of the servers that the cluster has once.</param>
    public SessionsFrontActor(ClusterParts parts, ClusterSessionDirectory directory, IActorRef singles)
    {
        _parts = parts;
        _directory = directory;
        _local = parts.Mcp.LocalSessions;
        Receive<OpenSession>(open => Where(open.Server, singles).Forward(open));
        Receive<InSession>(said => ById(said.Id, said));
        Receive<CloseSession>(close => ById(close.Id, close));
        Receive<Found>(found => found.Where.Tell(found.Message, found.Sender));
        ReceiveAny(_local.Forward);
    }

    private IActorRef Where(string server, IActorRef singles)
    {
        if (_parts.Settings.Servers.TryGetValue(server ?? "", out var settings) && settings.Cluster == ServerPlacement.OnePerCluster) return singles;
        var nodes = _parts.View.For(server ?? "").ToList();
        // Where nobody has it, our own says so.
        if (nodes.Count == 0 || nodes.Any(node => node.Node == _parts.Self)) return _local;
        return ClusterView.LeastLoaded(nodes)!.Sessions;
    }

    private void ById(string? id, object message)
    {
        if (string.IsNullOrEmpty(id) || _directory.Has(id))
        {
            _local.Forward(message);
            return;
        }
        var sender = Sender;
        // Where it cannot be found, our own says what it knows of its end.
        _directory.FindNodeAsync(id, CancellationToken.None).PipeTo(
            Self, success: answer => new Found(NodeOf(answer), message, sender), failure: _ => new Found(_local, message, sender));
    }

    private IActorRef NodeOf(IdAnswer answer) =>
        answer.Node is { } node && node != _parts.Self && _parts.View.Nodes.TryGetValue(node, out var report) ? report.Sessions : _local;

    private sealed record Found(IActorRef Where, object Message, IActorRef Sender);
}
