using System.Collections.Frozen;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Configuration;

namespace McpActors.Cluster;

/// <summary>What the actors of this package have in common in one node.</summary>
internal sealed class ClusterParts(McpActorsExtension mcp, Akka.Cluster.Cluster cluster, IActorRef replicator)
{
    private volatile IActorRef? _localLeader;
    private volatile FrozenDictionary<string, ServerPlacement> _servers = Placements(mcp.Settings.Servers.Values);
    private volatile bool _draining;

    public McpActorsExtension Mcp => mcp;

    public McpActorsSettings Settings => mcp.Settings;

    public Akka.Cluster.Cluster Cluster => cluster;

    public IActorRef Replicator => replicator;

    /// <summary>The servers that this node has, by the configuration in force.</summary>
    public IEnumerable<string> Servers => _servers.Keys;

    /// <summary>Of them, those that the cluster has once.</summary>
    public IEnumerable<string> Singles => _servers.Where(server => server.Value == ServerPlacement.OnePerCluster).Select(server => server.Key);

    /// <summary>What is known of the nodes.</summary>
    public ClusterView View { get; } = new();

    /// <summary>How much goes to another node at once.</summary>
    public FrameLimit Frame { get; } = new(cluster.System);

    /// <summary>This node, by the address that is its name.</summary>
    public string Self { get; } = cluster.SelfAddress.ToString();

    /// <summary>This node, for one life of it.</summary>
    public string SelfLife { get; } = $"{cluster.SelfUniqueAddress.Address}#{cluster.SelfUniqueAddress.Uid}";

    /// <summary>The leader, where it is in this node.</summary>
    public IActorRef? LocalLeader
    {
        get => _localLeader;
        set => _localLeader = value;
    }

    /// <summary>This node leaves. It is set before the leader here is looked for and told: one that begins later reads it.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }

    /// <summary>Whether this node has the server for itself, shares it with the cluster, or, null, has it not.</summary>
    public ServerPlacement? PlacementOf(string server) => _servers.TryGetValue(server, out var placement) ? placement : null;

    /// <summary>Whether what is said about a server is for this node: it has it for itself, or nobody has it and this node is to say so.</summary>
    public bool IsHere(string? server) => PlacementOf(server ?? "") switch
    {
        ServerPlacement.PerNode => true,
        ServerPlacement.OnePerCluster => false,
        _ => !View.For(server ?? "").Any(),
    };

    /// <summary>A configuration was applied.</summary>
    public void Apply(IReadOnlyCollection<ServerSettings> servers) => _servers = Placements(servers);

    private static FrozenDictionary<string, ServerPlacement> Placements(IEnumerable<ServerSettings> servers) => servers
        .GroupBy(server => server.Name, StringComparer.Ordinal).ToFrozenDictionary(named => named.Key, named => named.First().Cluster, StringComparer.Ordinal);
}
