namespace McpActors.Configuration;

/// <summary>The number of a server's processes in a cluster (<c>servers.NAME.cluster</c>).</summary>
public enum ServerPlacement
{
    /// <summary>Each node that has the server in its configuration has its own process. The default.</summary>
    PerNode,

    /// <summary>
    /// The whole cluster has one process, on the oldest node with <see cref="ClusterSettings.Role"/>.
    /// </summary>
    Singleton,
}

/// <summary>The section <c>cluster</c>, for the package McpActors.Cluster. Immutable.</summary>
public sealed record ClusterSettings
{
    /// <summary>
    /// Whether schedules run once in the cluster instead of on each host (<c>enabled</c>). The default value is false;
    /// <c>McpActorsCluster.DefaultConfig()</c> sets it to true.
    /// </summary>
    public bool Enabled { get; init; }

    /// <summary>
    /// The role of the nodes that can lead, and that run servers with <see cref="ServerPlacement.Singleton"/>
    /// (<c>role</c>). The default value is empty, for all nodes.
    /// </summary>
    public string Role { get; init; } = "";

    /// <summary>
    /// The interval at which a node reports its running work to the others (<c>report-interval</c>). The default value
    /// is 1 second. Must be between 100 milliseconds and 24 days.
    /// </summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The timeout of requests between nodes, except sweeps (<c>answer-timeout</c>). The default value is 5 seconds.
    /// Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The interval at which a request that has no node or no leader yet looks for one (<c>look-interval</c>). The
    /// default value is 250 milliseconds. Must be between 10 milliseconds and 24 days.
    /// </summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The time after which a request for which no node or no leader was found fails (<c>look-timeout</c>). The default
    /// value is 1 minute: longer than a downing strategy usually takes to settle. Must be between 1 millisecond and 24
    /// days.
    /// </summary>
    public TimeSpan LookTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time after which a node that has not reported its sweep counts as unanswered (<c>sweep-timeout</c>). The
    /// default value is 15 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan SweepTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether each node's events are published to the whole cluster (<c>publish-events</c>). The default value is
    /// false.
    /// </summary>
    public bool PublishEvents { get; init; }

    /// <summary>
    /// Whether other machines may connect without authentication (<c>insecure</c>). The default value is false. Any
    /// machine that connects can run the servers of this node.
    /// </summary>
    public bool Insecure { get; init; }

    /// <summary>
    /// The time in which a connection must prove that it belongs to a node (<c>associate-timeout</c>). The default
    /// value is 10 seconds. Must be between 100 milliseconds and 24 days.
    /// </summary>
    public TimeSpan AssociateTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum number of connections from one address (<c>max-connections-per-address</c>). The default value is
    /// 64. Must be between 1 and 100,000.
    /// </summary>
    public int MaxConnectionsPerAddress { get; init; } = 64;

    /// <summary>
    /// Names in <c>akka.actor.serializers</c> that may create any type named by another node's message
    /// (<c>trusted-serializers</c>). The default is none.
    /// </summary>
    public IReadOnlyList<string> TrustedSerializers { get; init; } = [];

    /// <summary>
    /// Whether <c>secret</c> is set. The secret itself is not stored here, where it could be printed. The default value
    /// is false.
    /// </summary>
    public bool HasSecret { get; init; }

    /// <summary>
    /// The settings of a server on one node: an eager server that the cluster has once is started by the node that runs
    /// it, not by every node.
    /// </summary>
    internal ServerSettings OnOneNode(ServerSettings server) =>
        Enabled && server.Cluster == ServerPlacement.Singleton ? server with { Start = StartMode.OnDemand } : server;
}
