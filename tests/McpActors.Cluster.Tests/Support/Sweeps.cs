namespace McpActors.Cluster.Tests.Support;

internal static class Sweeps
{
    /// <summary>The report of each node that took part in a batch of the cluster.</summary>
    public static IReadOnlyList<NodeSweep> NodeSweeps(this BatchSwept swept) => ((ClusterSweepReport)swept.Sweep).Nodes;
}
