using McpActors.Servers;

namespace McpActors.Cluster;

/// <summary>
/// Asks for the servers of all nodes; send it to <see cref="McpActorsCluster.Nodes"/>. The answer is a <see
/// cref="ClusterServerList"/>.
/// </summary>
public sealed record GetClusterServers
{
    /// <summary>The message; it has no content.</summary>
    public static GetClusterServers Instance { get; } = new();
}

/// <summary>The servers of all nodes, by node. Immutable.</summary>
/// <param name="Nodes">The servers of each node, ordered by the node's address.</param>
public sealed record ClusterServerList(IReadOnlyList<NodeServers> Nodes);

/// <summary>The servers of one node. Immutable.</summary>
/// <param name="Node">The node's address.</param>
/// <param name="Servers">The node's servers, ordered by name; null if it did not answer.</param>
/// <param name="Fault">The reason why it did not answer: it was lost, or took too long; otherwise null.</param>
public sealed record NodeServers(string Node, IReadOnlyList<ServerStatus>? Servers, string? Fault);

/// <summary>
/// An event of one node's event stream, published to the whole cluster if <c>cluster.publish-events</c> is on, by
/// <c>DistributedPubSub</c> under <see cref="Topic"/>.
/// </summary>
/// <param name="Node">The node's address.</param>
/// <param name="Event">The event.</param>
public sealed record NodeEvent(string Node, object Event)
{
    /// <summary>The topic to subscribe to.</summary>
    public const string Topic = "mcp-actors-events";
}

/// <summary>
/// A leader started a tick and was lost before the batch ended: the progress of its jobs is unknown, and it is not
/// started again. Published on the event stream of the next leader.
/// </summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="Due">When the tick was due; together with the schedule's name it identifies the tick.</param>
/// <param name="BatchId">The tick's batch.</param>
/// <param name="Leader">The node that ran it.</param>
public sealed record TickInterrupted(string Schedule, DateTimeOffset Due, string BatchId, string Leader);

/// <summary>Ticks were due while there was no leader. Published on the event stream of the next leader.</summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="First">When the first of the ticks was due.</param>
/// <param name="RunOnce">
/// Whether one batch is started for all missed ticks together (<c>misfire = run-once</c>); otherwise they are skipped.
/// </param>
public sealed record TicksMissed(string Schedule, DateTimeOffset First, bool RunOnce);

/// <summary>The cluster could not fulfil a request; the message gives the reason and the remedy.</summary>
public sealed class McpClusterException(string message, Exception? inner = null) : Exception(message, inner);
