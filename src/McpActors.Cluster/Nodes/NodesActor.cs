using Akka.Actor;
using Akka.Cluster;
using McpActors.Reaping;
using McpActors.Servers;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// Keeps track of the other nodes: greets each node that is Up, stores its reports, and forgets unreachable nodes.
/// Handles requests to all nodes.
/// </summary>
internal sealed class NodesActor : ReceiveActor, IWithTimers
{
    // The retry interval until a node answers; its actors may start a little later than its membership.
    private static readonly TimeSpan HelloInterval = TimeSpan.FromMilliseconds(250);

    private readonly ClusterParts _parts;
    private readonly HashSet<Address> _up = [];
    private readonly HashSet<Address> _unreachable = [];

    public NodesActor(ClusterParts parts)
    {
        _parts = parts;
        Receive<ClusterEvent.MemberRemoved>(gone =>
        {
            _up.Remove(gone.Member.Address);
            _unreachable.Remove(gone.Member.Address);
            Forget(gone.Member.Address);
        });
        Receive<ClusterEvent.UnreachableMember>(lost =>
        {
            _unreachable.Add(lost.Member.Address);
            Forget(lost.Member.Address);
        });
        Receive<ClusterEvent.ReachableMember>(back => _unreachable.Remove(back.Member.Address));
        Receive<ClusterEvent.IMemberEvent>(change =>
        {
            if (change.Member.Status is MemberStatus.Up or MemberStatus.Leaving) _up.Add(change.Member.Address);
            SayHello();
        });
        Receive<NodeReport>(OnReport);
        // Node losses are taken from the cluster's events.
        Receive<Terminated>(_ => { });
        Receive<LookAround>(_ => SayHello());
        Receive<GetClusterServers>(_ => OnGetServers());
        Receive<SweepCluster>(OnSweep);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _parts.Cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(LookAround.Instance, LookAround.Instance, HelloInterval);
    }

    protected override void PostStop() => _parts.Cluster.Unsubscribe(Self);

    private void SayHello()
    {
        foreach (var address in _up.Where(address => !_unreachable.Contains(address) && !_parts.View.Nodes.ContainsKey(address.ToString())))
            Context.ActorSelection(new RootActorPath(address) / "user" / AgentActor.Name).Tell(new NodeHello(Self));
    }

    private void OnReport(NodeReport report)
    {
        var address = Address.Parse(report.Node);
        if (!_up.Contains(address) || _unreachable.Contains(address)) return;
        _parts.View.Nodes = _parts.View.Nodes.SetItem(report.Node, report);
        // Watched here once, so that watching it for a single request needs no message to the other node
        // (Akka.Remote.RemoteWatcher).
        Context.Watch(report.Agent);
    }

    private void Forget(Address address) => _parts.View.Nodes = _parts.View.Nodes.Remove(address.ToString());

    private void OnGetServers()
    {
        var asked = _parts.View.Nodes.Values.Select(node => (node.Node, node.Servers)).ToList();
        var missing = Missing().Select(node => new NodeServers(node, null, NotReached)).ToList();
        Context.ActorOf(GatherActor<ServerList>.Props(asked, GetServers.Instance, _parts.Settings.Cluster.AnswerTimeout, Sender, answers =>
            new ClusterServerList([.. answers.Select(answer => new NodeServers(answer.Node, answer.Answer?.Servers, answer.Fault)).Concat(missing).OrderBy(node => node.Node, StringComparer.Ordinal)])));
    }

    private void OnSweep(SweepCluster sweep) => ClusterSweep.Begin(
        Context, _parts.View.Nodes.Values.Select(node => (node.Node, node.Reaper)), Missing(), new Sweep(SweepScope.OrphansOnly, sweep.Reason), _parts.Settings.Cluster.SweepTimeout, Sender);

    private const string NotReached = "it cannot be reached";

    private List<string> Missing() => [.. _up.Select(address => address.ToString()).Where(node => !_parts.View.Nodes.ContainsKey(node))];

    private sealed record LookAround
    {
        public static LookAround Instance { get; } = new();
    }
}
