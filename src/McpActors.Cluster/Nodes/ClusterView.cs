using System.Collections.Immutable;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// All nodes as one node knows them, including itself. Written by one actor, read by any. Thread-safe.
/// </summary>
internal sealed class ClusterView
{
    private volatile ImmutableDictionary<string, NodeReport> _nodes = ImmutableDictionary<string, NodeReport>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The reachable nodes by address.</summary>
    public ImmutableDictionary<string, NodeReport> Nodes
    {
        get => _nodes;
        set => _nodes = value;
    }

    /// <summary>The nodes that take new work, have the server and, if one is given, the role.</summary>
    public IEnumerable<NodeReport> For(string server, string? role = null) => Nodes.Values.Where(node =>
        !node.Draining && node.ServerNames.Contains(server, StringComparer.Ordinal) && (role is null || node.Roles.Contains(role, StringComparer.Ordinal)));

    /// <summary>The least loaded of some nodes; null if there are none.</summary>
    /// <param name="nodes">The candidates.</param>
    /// <param name="more">Work that a node was given in addition to its last report.</param>
    public static NodeReport? LeastLoaded(IEnumerable<NodeReport> nodes, Func<string, int>? more = null) => nodes
        .OrderBy(node => node.MemoryLoad > FullMemory)
        .ThenBy(node => node.Processes + (more?.Invoke(node.Node) ?? 0))
        .ThenBy(node => node.MemoryLoad)
        .ThenBy(node => node.Node, StringComparer.Ordinal)
        .FirstOrDefault();

    // Above this load a machine begins to swap or to kill.
    private const double FullMemory = 0.9;
}
