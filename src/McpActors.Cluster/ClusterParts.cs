using System.Collections.Frozen;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Configuration;

namespace McpActors.Cluster;

/// <summary>State that the actors of this package share in one node. Thread-safe.</summary>
internal sealed class ClusterParts(McpActorsExtension mcp, Akka.Cluster.Cluster cluster, IActorRef replicator)
{
    private volatile IActorRef? _localLeader;
    private volatile FrozenDictionary<string, ServerPlacement> _servers = Placements(mcp.Settings.Servers.Values);
    private volatile bool _draining;

    public McpActorsExtension Mcp => mcp;

    public McpActorsSettings Settings => mcp.Settings;

    public Akka.Cluster.Cluster Cluster => cluster;

    public IActorRef Replicator => replicator;

    /// <summary>The servers of this node's current configuration.</summary>
    public IEnumerable<string> Servers => _servers.Keys;

    /// <summary>The servers that run once in the cluster.</summary>
    public IEnumerable<string> Singletons => _servers.Where(server => server.Value == ServerPlacement.Singleton).Select(server => server.Key);

    /// <summary>The known nodes.</summary>
    public ClusterView View { get; } = new();

    /// <summary>The size limit of messages to other nodes.</summary>
    public FrameLimit Frame { get; } = new(cluster.System);

    /// <summary>This node's address, which is its name.</summary>
    public string Self { get; } = cluster.SelfAddress.ToString();

    /// <summary>The name of this incarnation of the node.</summary>
    public string SelfLife { get; } = $"{cluster.SelfUniqueAddress.Address}#{cluster.SelfUniqueAddress.Uid}";

    /// <summary>The leader, if it runs in this node.</summary>
    public IActorRef? LocalLeader
    {
        get => _localLeader;
        set => _localLeader = value;
    }

    /// <summary>
    /// Whether this node is leaving. It is set before a local leader is searched and told, so that a leader that starts
    /// later reads it.
    /// </summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }

    /// <summary>
    /// Whether this node has the server for itself or shares it with the cluster; null if it does not have it.
    /// </summary>
    public ServerPlacement? PlacementOf(string server) => _servers.TryGetValue(server, out var placement) ? placement : null;

    /// <summary>
    /// Whether this node handles messages about a server: it has the server for itself, or no node has it and this node
    /// must refuse.
    /// </summary>
    public bool IsHere(string? server) => PlacementOf(server ?? "") switch
    {
        ServerPlacement.PerNode => true,
        ServerPlacement.Singleton => false,
        _ => !View.For(server ?? "").Any(),
    };

    /// <summary>Called when a configuration was applied.</summary>
    public void Apply(IReadOnlyCollection<ServerSettings> servers) => _servers = Placements(servers);

    private static FrozenDictionary<string, ServerPlacement> Placements(IEnumerable<ServerSettings> servers) => servers
        .GroupBy(server => server.Name, StringComparer.Ordinal).ToFrozenDictionary(named => named.Key, named => named.First().Cluster, StringComparer.Ordinal);
}
