using System.Collections.Immutable;

namespace McpActors.Cluster.Nodes;

/// <summary>What one node knows of all nodes, itself included. One actor writes it, anybody reads. Thread-safe.</summary>
internal sealed class ClusterView
{
    private volatile ImmutableDictionary<string, NodeReport> _nodes = ImmutableDictionary<string, NodeReport>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>By address: those that can be reached.</summary>
    public ImmutableDictionary<string, NodeReport> Nodes
    {
        get => _nodes;
        set => _nodes = value;
    }

    /// <summary>Those that take new work, have the server and, where one is wanted, the role.</summary>
    public IEnumerable<NodeReport> For(string server, string? role = null) => Nodes.Values.Where(node =>
        !node.Draining && node.ServerNames.Contains(server, StringComparer.Ordinal) && (role is null || node.Roles.Contains(role, StringComparer.Ordinal)));

    /// <summary>The one with the least to do; null where there is none.</summary>
    /// <param name="nodes">Those that come into question.</param>
    /// <param name="more">What each has been given beside what it has reported.</param>
    public static NodeReport? LeastLoaded(IEnumerable<NodeReport> nodes, Func<string, int>? more = null) => nodes
        .OrderBy(node => node.MemoryLoad > FullMemory)
        .ThenBy(node => node.Processes + (more?.Invoke(node.Node) ?? 0))
        .ThenBy(node => node.MemoryLoad)
        .ThenBy(node => node.Node, StringComparer.Ordinal)
        .FirstOrDefault();

    // Beyond it a machine begins to swap or to kill.
    private const double FullMemory = 0.9;
}
