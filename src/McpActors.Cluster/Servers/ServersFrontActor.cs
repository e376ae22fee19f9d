using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers as a node's own actors see them: this node's, the one process of the cluster where a server is configured so, and, for what is
/// configured elsewhere only, the node with the least to do.
/// </summary>
internal sealed class ServersFrontActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly IActorRef _local;
    private readonly IActorRef _singles;
    private Dictionary<string, ServerPlacement> _configured;

    /// <param name="parts">This node.</param>
    /// <param name="agent">Tells the other nodes which servers this one has.</param>
    /// <param name="singles">Reaches the node of the servers that the cluster has once.</param>
    public ServersFrontActor(ClusterParts parts, IActorRef agent, IActorRef singles)
    {
        _parts = parts;
        _local = parts.Mcp.LocalServers;
        _singles = singles;
        _configured = parts.Settings.Servers.Values.ToDictionary(server => server.Name, server => server.Cluster, StringComparer.Ordinal);
        Receive<IServerMessage>(message => Where(message.Server ?? "").Forward(message));
        Receive<ApplyServers>(apply =>
        {
            _local.Forward(new ApplyServers([.. apply.Definitions.Select(parts.Settings.Cluster.OnOneNode)]));
            _configured = apply.Definitions.GroupBy(server => server.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Cluster, StringComparer.Ordinal);
            agent.Tell(new ServerNames([.. _configured.Keys]));
        });
        ReceiveAny(_local.Forward);
    }

    private IActorRef Where(string server)
    {
        if (_configured.TryGetValue(server, out var placement)) return placement == ServerPlacement.OnePerCluster ? _singles : _local;
        // Where nobody has it, our own says so.
        return ClusterView.LeastLoaded(_parts.View.For(server))?.Servers ?? _local;
    }
}
