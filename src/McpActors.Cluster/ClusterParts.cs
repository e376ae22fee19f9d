using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;

namespace McpActors.Cluster;

/// <summary>What the actors of this package have in common in one node.</summary>
internal sealed class ClusterParts(McpActorsExtension mcp, Akka.Cluster.Cluster cluster, IActorRef replicator)
{
    private volatile IActorRef? _localLeader;

    public McpActorsExtension Mcp => mcp;

    public McpActorsSettings Settings => mcp.Settings;

    public Akka.Cluster.Cluster Cluster => cluster;

    public IActorRef Replicator => replicator;

    /// <summary>What is known of the nodes.</summary>
    public ClusterView View { get; } = new();

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
}
