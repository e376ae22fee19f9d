using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using McpActors.Cluster.Events;
using McpActors.Cluster.Leading;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Port;
using McpActors.Cluster.Servers;
using McpActors.Cluster.Sessions;
using McpActors.Cluster.Wire;
using McpActors.Cluster.Wire.Guards;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster;

/// <summary>
/// McpActors in a node of an Akka.NET cluster: call <c>McpActorsCluster.Get(system)</c> in each node, in a system that
/// was started with <see cref="DefaultConfig"/>. The properties of <see cref="McpActorsExtension"/> then work for the
/// whole cluster: one schedule for all nodes, and sessions, servers and sweeps across them. Thread-safe.
/// </summary>
public sealed class McpActorsCluster : IExtension
{
    private McpActorsCluster(ExtendedActorSystem system)
    {
        var mcp = McpActorsExtension.Get(system);
        var cluster = Akka.Cluster.Cluster.Get(system);
        var settings = mcp.Settings.Cluster;
        PortCheck.Warn(system, settings);
        var parts = new ClusterParts(mcp, cluster, DistributedData.Get(system).Replicator);

        var leader = Singleton(LeaderActor.Props(parts), "mcp-leader", PoisonPill.Instance);
        var directory = new ClusterSessionDirectory(leader, parts.Self, settings.AnswerTimeout);
        mcp.LateDirectory?.Use(directory);
        var claims = system.ActorOf(Props.Create(() => new ClaimsActor(directory)), "mcp-session-claims");
        var reaper = system.ActorOf(Props.Create(() => new NodeReaperActor(mcp.Reaper, settings.SweepTimeout)), "mcp-node-reaper");
        var agent = system.ActorOf(Props.Create(() => new AgentActor(parts, () => directory.Claims(null, claims), reaper)), AgentActor.Name);
        var singletons = Singleton(Props.Create(() => new SingletonsActor(parts, agent)), "mcp-singletons", HandOverSingletons.Instance);
        Nodes = system.ActorOf(Props.Create(() => new NodesActor(parts)), "mcp-nodes");
        Servers = system.ActorOf(Props.Create(() => new ServersFrontActor(parts, agent, singletons)), "mcp-cluster-servers");
        Sessions = system.ActorOf(Props.Create(() => new SessionsFrontActor(parts, directory, singletons)), "mcp-cluster-sessions");
        Scheduler = system.ActorOf(Props.Create(() => new SchedulerFrontActor(settings, leader, mcp.LocalScheduler)), "mcp-cluster-scheduler");
        mcp.JoinCluster(Servers, Sessions, Scheduler);
        if (settings.PublishEvents) system.ActorOf(Props.Create(() => new EventsActor(parts.Self)), "mcp-cluster-events");
        new DrainTasks(system, parts, agent).Register();

        IActorRef Singleton(Props props, string name, object handOver)
        {
            var role = settings.Role.Length > 0 ? settings.Role : null;
            var manager = ClusterSingletonManagerSettings.Create(system).WithSingletonName(name).WithRole(role);
            if (role is null || cluster.SelfRoles.Contains(role)) system.ActorOf(ClusterSingletonManager.Props(props, handOver, manager), name);
            var proxy = ClusterSingletonProxySettings.Create(system).WithSingletonName(name).WithRole(role);
            return system.ActorOf(ClusterSingletonProxy.Props($"/user/{name}", proxy), $"{name}-proxy");
        }
    }

    /// <summary>
    /// The actor for the messages of <see cref="McpActors.Servers"/>: for this node's servers, for servers that the
    /// cluster has once, and for servers that only other nodes have.
    /// </summary>
    public IActorRef Servers { get; }

    /// <summary>
    /// The actor for the messages of <see cref="McpActors.Sessions"/>, from any node to a session on any node.
    /// </summary>
    public IActorRef Sessions { get; }

    /// <summary>
    /// The actor for the messages of <see cref="McpActors.Scheduling"/>: the cluster's one scheduler.
    /// </summary>
    public IActorRef Scheduler { get; }

    /// <summary>The actor for <see cref="GetClusterServers"/> and <see cref="SweepCluster"/>.</summary>
    public IActorRef Nodes { get; }

    /// <summary>
    /// The fallback for a node's configuration: <c>ActorSystem.Create(name,
    /// config.WithFallback(McpActorsCluster.DefaultConfig()))</c>. It sets <c>mcp-actors.cluster.enabled</c> to on,
    /// sets Akka.NET's provider, binds every message that crosses nodes to its serializer, and replaces Akka.NET's own
    /// serializers and transport by guarded ones. It must override the default configurations of Akka.NET's extensions.
    /// </summary>
    public static Config DefaultConfig() => ClusterDefaults.Config;

    /// <summary>Gets the extension of a system; the first call starts it together with McpActors.</summary>
    /// <exception cref="McpClusterException">The system was not started for a cluster.</exception>
    /// <exception cref="McpActors.Configuration.McpConfigurationException">The configuration is invalid; the message
    /// lists all mistakes.</exception>
    public static McpActorsCluster Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (system.Serialization.FindSerializerForType(typeof(CallTool)) is not McpActorsSerializer)
            throw new McpClusterException(
                "The actor system was started without McpActorsCluster.DefaultConfig(). Add it to the configuration as a fallback.");
        var (settings, _) = SettingsReader.ReadCluster(system.Settings.Config);
        var mistakes = PortCheck.Mistakes(system, settings).Concat(SerializerCheck.Mistakes((ExtendedActorSystem)system, settings.TrustedSerializers)).ToList();
        if (mistakes.Count > 0) throw new McpConfigurationException(mistakes);
        if (!McpActorsExtension.Get(system).Settings.Cluster.Enabled)
            throw new McpClusterException(
                "mcp-actors.cluster.enabled is off: this node would run the cluster's schedules a second time. Set it to on, or remove it.");
        return system.WithExtension<McpActorsCluster, Provider>();
    }

    /// <summary>Creates the extension.</summary>
    public sealed class Provider : ExtensionIdProvider<McpActorsCluster>
    {
        /// <inheritdoc/>
        public override McpActorsCluster CreateExtension(ExtendedActorSystem system)
        {
            ArgumentNullException.ThrowIfNull(system);
            return new McpActorsCluster(system);
        }
    }
}
