using McpActors.Reaping;
using McpActors.Servers;

namespace McpActors.Cluster;

/// <summary>Asks for the servers of all nodes: told to <see cref="McpActorsCluster.Nodes"/>. Answered with <see cref="ClusterServerList"/>.</summary>
public sealed record GetClusterServers
{
    /// <summary>The message; it has no content.</summary>
    public static GetClusterServers Instance { get; } = new();
}

/// <summary>The servers of all nodes, by node.</summary>
public sealed record ClusterServerList(IReadOnlyList<NodeServers> Nodes);

/// <summary>The servers of one node.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Servers">Its servers by name; null where it did not say.</param>
/// <param name="Fault">Why it did not say: it was lost, or did not answer in time; null where it did.</param>
public sealed record NodeServers(string Node, IReadOnlyList<ServerStatus>? Servers, string? Fault);

/// <summary>
/// Asks the reapers of all nodes for a sweep over what has no owner: told to <see cref="McpActorsCluster.Nodes"/>. Answered with a
/// <see cref="SweepReport"/> in which <see cref="SweepReport.Nodes"/> has each node's own.
/// </summary>
/// <param name="Reason">Why, for the reports.</param>
public sealed record SweepCluster(string Reason = "requested");

/// <summary>
/// What was published on the event stream of a node, published to the whole cluster where <c>cluster.publish-events</c> is on: with
/// <c>DistributedPubSub</c>, under the topic <see cref="Topic"/>.
/// </summary>
/// <param name="Node">The node's address.</param>
/// <param name="Event">What was published there.</param>
public sealed record NodeEvent(string Node, object Event)
{
    /// <summary>What to subscribe to.</summary>
    public const string Topic = "mcp-actors-events";
}

/// <summary>
/// A tick was started by a leader that was lost before its batch had ended: how far its jobs came is not known, and it is not started again.
/// Published on the event stream of the next leader.
/// </summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="Due">When the tick was due; with the schedule's name its identity.</param>
/// <param name="BatchId">The batch that it made.</param>
/// <param name="Leader">The node that ran it.</param>
public sealed record TickInterrupted(string Schedule, DateTimeOffset Due, string BatchId, string Leader);

/// <summary>Ticks that were due while no leader stood, and what became of them. Published on the event stream of the next leader.</summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="First">When the first of them was due.</param>
/// <param name="CaughtUp">Whether one batch is started for all of them, by <c>misfire = run-once</c>; otherwise they are passed over.</param>
public sealed record TicksMissed(string Schedule, DateTimeOffset First, bool CaughtUp);

/// <summary>The cluster could not do what was asked: the message says what, why, and what to do.</summary>
public sealed class McpClusterException(string message, Exception? inner = null) : Exception(message, inner);
