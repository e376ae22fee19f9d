namespace McpActors.Configuration;

/// <summary><c>servers.NAME.cluster</c>: how many processes a server has in a cluster.</summary>
public enum ServerPlacement
{
    /// <summary>Each node that has it in its configuration has its own. The default.</summary>
    PerNode,

    /// <summary>The whole cluster has one, on the oldest of the nodes that have <see cref="ClusterSettings.Role"/>.</summary>
    OnePerCluster,
}

/// <summary><c>cluster</c>: for the package McpActors.Cluster.</summary>
public sealed record ClusterSettings
{
    /// <summary>
    /// <c>enabled</c>: schedules are the cluster's, and this host starts none by itself. <c>McpActorsCluster.DefaultConfig()</c> turns it on.
    /// </summary>
    public bool Enabled { get; init; }

    /// <summary><c>role</c>: the nodes of which one leads, and which have the servers with <see cref="ServerPlacement.OnePerCluster"/>; empty for all nodes.</summary>
    public string Role { get; init; } = "";

    /// <summary><c>report-interval</c>: how often a node tells the others what it has running.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>answer-timeout</c>: for what one node asks of another, a sweep aside.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>sweep-timeout</c>: after which a node that has not reported its sweep is named as one that did not answer.</summary>
    public TimeSpan SweepTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>publish-events</c>: what is published on the event stream of a node goes to the whole cluster.</summary>
    public bool PublishEvents { get; init; }

    /// <summary>
    /// <c>insecure</c>: other machines may connect although nothing checks who they are. Whoever connects can run the servers of this node.
    /// </summary>
    public bool Insecure { get; init; }

    /// <summary><c>associate-timeout</c>: how long a connection may take to prove that it belongs to a node; from 100 ms.</summary>
    public TimeSpan AssociateTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>max-connections-per-address</c>: how many connections the port takes from one address, 1 to 100,000.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 64;

    /// <summary>
    /// <c>trusted-serializers</c>: names in <c>akka.actor.serializers</c> that may make what they like of what other nodes send. Each of them may create
    /// any type that a message names.
    /// </summary>
    public IReadOnlyList<string> TrustedSerializers { get; init; } = [];

    /// <summary>Whether <c>secret</c> is set. The secret itself is not kept here, where it could be printed.</summary>
    public bool HasSecret { get; init; }

    /// <summary>
    /// A server as one node is to run it: one that the whole cluster has once is not started by each node for being eager, but by the one that has it.
    /// </summary>
    internal ServerSettings OnOneNode(ServerSettings server) =>
        Enabled && server.Cluster == ServerPlacement.OnePerCluster ? server with { Start = StartMode.OnDemand } : server;
}
