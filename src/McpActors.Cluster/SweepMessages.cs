using McpActors.Reaping;

namespace McpActors.Cluster;

/// <summary>
/// Asks the reapers of all nodes to sweep processes without an owner; send it to <see cref="McpActorsCluster.Nodes"/>.
/// The answer is a <see cref="ClusterSweepReport"/> after <c>cluster.sweep-timeout</c> at the latest. Immutable.
/// </summary>
/// <param name="Reason">The reason for the reports. The default value is <c>requested</c>.</param>
public sealed record SweepCluster(string Reason = "requested");

/// <summary>
/// The result of a sweep in a cluster: the sum of the reports in <see cref="Nodes"/>, or the report of one node to
/// another. It answers <see cref="SweepCluster"/>, and is the <see cref="Scheduling.BatchSwept.Sweep"/> of a batch of the
/// cluster. Immutable.
/// </summary>
/// <param name="Scope">The scope.</param>
/// <param name="Reasons">The reasons of all requests that shared the sweep.</param>
/// <param name="InUse">The number of leases left alone because they have an owner.</param>
/// <param name="Processes">The processes that were ended or survived; at most 50 for each node, survivors first.</param>
/// <param name="Elapsed">The longest duration of a node.</param>
public sealed record ClusterSweepReport(
    SweepScope Scope, IReadOnlyList<string> Reasons, int InUse, IReadOnlyList<SweptProcess> Processes, TimeSpan Elapsed)
    : SweepReport(Scope, Reasons, InUse, Processes, Elapsed)
{
    /// <summary>
    /// The report of each node, including nodes that did not answer. The default value is empty, for the report of one
    /// node.
    /// </summary>
    public IReadOnlyList<NodeSweep> Nodes { get; init; } = [];

    /// <summary>
    /// The number of rows that are left out: processes without a provable owner, which <see cref="SweepReport.LeftAlone"/>
    /// has only on their own node, and rows beyond 50 for each node. The default value is 0.
    /// </summary>
    public int LeftOut { get; init; }
}

/// <summary>One node's answer to a sweep. Immutable.</summary>
/// <param name="Node">The node's address.</param>
/// <param name="Report">The node's report; null if it did not answer.</param>
/// <param name="Fault">The reason why it did not answer: it was lost, or took too long; otherwise null.</param>
public sealed record NodeSweep(string Node, ClusterSweepReport? Report, string? Fault);
