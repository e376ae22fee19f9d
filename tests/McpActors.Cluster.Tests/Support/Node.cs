using Akka.Cluster;
using Akka.Remote;
using McpActors.Processes.Ledger;

namespace McpActors.Cluster.Tests.Support;

/// <summary>A node of a cluster in this process.</summary>
internal sealed class Node : IAsyncDisposable
{
    // Intervals of seconds in production are tenths of seconds here.
    internal const string Quick =
        """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        akka.remote.dot-netty.tcp.hostname = 127.0.0.1
        akka.remote.dot-netty.tcp.port = 0
        akka.remote.log-remote-lifecycle-events = off
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.coordinated-shutdown.exit-clr = off
        akka.cluster.log-info = off
        akka.cluster.gossip-interval = 100ms
        akka.cluster.leader-actions-interval = 100ms
        akka.cluster.unreachable-nodes-reaper-interval = 100ms
        akka.cluster.periodic-tasks-initial-delay = 100ms
        akka.cluster.failure-detector.heartbeat-interval = 200ms
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 2s
        akka.cluster.downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
        akka.cluster.split-brain-resolver.active-strategy = keep-majority
        akka.cluster.split-brain-resolver.stable-after = 500ms
        akka.cluster.singleton.hand-over-retry-interval = 200ms
        akka.cluster.singleton-proxy.singleton-identification-interval = 200ms
        akka.cluster.distributed-data.gossip-interval = 200ms
        mcp-actors.cluster.report-interval = 200ms

        """;

    private readonly ConcurrentQueue<object> _events = new();

    private Node(string hocon)
    {
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString(Quick)).WithFallback(McpActorsCluster.DefaultConfig());
        var setup = new McpActorsSetup { JobActors = new Dictionary<string, Func<ActorSystem, Props>> { ["where"] = _ => Props.Create(() => new SaysWhere()) } };
        System = ActorSystem.Create("nodes", BootstrapSetup.Create().WithConfig(config).And(setup));
        Mcp = McpActorsCluster.Get(System);
        var events = System.ActorOf(Props.Create(() => new Listener(_events)));
        foreach (var type in (Type[])[typeof(BatchCompleted), typeof(BatchSwept), typeof(TickInterrupted), typeof(TicksMissed)]) System.EventStream.Subscribe(events, type);
    }

    public ActorSystem System { get; }

    public McpActorsCluster Mcp { get; }

    public Akka.Cluster.Cluster Cluster => Akka.Cluster.Cluster.Get(System);

    public string Address => Cluster.SelfAddress.ToString();

    public IReadOnlyList<ProcessLease> OpenLeases => McpActorsExtension.Get(System).OpenLeases;

    /// <summary>The events of its event stream.</summary>
    public IEnumerable<T> Seen<T>() => _events.OfType<T>();

    /// <summary>Starts a cluster; all of its nodes are up.</summary>
    public static async Task<Node[]> StartAsync(params string[] configurations)
    {
        var nodes = new List<Node>();
        foreach (var hocon in configurations) nodes.Add(await JoinAsync(nodes.FirstOrDefault(), hocon, nodes.Count + 1));
        foreach (var node in nodes) await node.SeesAsync(nodes.Count);
        return [.. nodes];
    }

    /// <summary>Adds a node and waits until it is Up, so that the first node is the oldest.</summary>
    public static async Task<Node> JoinAsync(Node? seed, string hocon, int size)
    {
        var node = new Node(hocon);
        await node.Cluster.JoinAsync((seed ?? node).Cluster.SelfAddress);
        await node.SeesAsync(size);
        return node;
    }

    /// <summary>Waits until the node knows this many nodes, all Up and reachable, and has a report of each.</summary>
    public async Task SeesAsync(int count)
    {
        await Patience.Until(
            () => Cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == count && Cluster.State.Members.Count == count && Cluster.State.Unreachable.Count == 0,
            $"{count} nodes");
        await Waiting.UntilAsync(async () => (await Mcp.Nodes.Ask<ClusterServerList>(GetClusterServers.Instance, Patience.Limit)).Nodes.Count(node => node.Fault is null) == count, "all nodes to be known");
    }

    /// <summary>
    /// Simulates a killed process: connections end first, so that the rest of its shutdown reaches no other node.
    /// </summary>
    public async Task CrashAsync()
    {
        await ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport.Shutdown();
        await System.Terminate();
    }

    /// <summary>Leaves in an orderly way.</summary>
    public Task LeaveAsync() => CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);

    public async ValueTask DisposeAsync() => await System.Terminate();

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<object> events) => ReceiveAny(events.Enqueue);
    }
}
