using Akka.Actor;
using Akka.Cluster;
using McpActors.Host.Output;
using Serilog;

namespace McpActors.Host.Composition;

/// <summary>Prints which cluster nodes come and go, and which node is the leader.</summary>
internal sealed class ClusterLines : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    // Counted from the events: the cluster's current state may lag behind them.
    private readonly HashSet<Address> _up = [];

    public ClusterLines(ILogger log)
    {
        Receive<ClusterEvent.MemberUp>(up =>
        {
            _up.Add(up.Member.Address);
            Print(up.Member, "up");
        });
        Receive<ClusterEvent.MemberLeft>(left =>
        {
            _up.Remove(left.Member.Address);
            Print(left.Member, "leaves");
        });
        Receive<ClusterEvent.UnreachableMember>(lost => Print(lost.Member, "unreachable"));
        Receive<ClusterEvent.ReachableMember>(back => Print(back.Member, "reachable"));
        Receive<ClusterEvent.MemberDowned>(downed =>
        {
            _up.Remove(downed.Member.Address);
            Print(downed.Member, "given up");
        });
        Receive<ClusterEvent.MemberRemoved>(gone => Print(gone.Member, "removed"));
        ReceiveAny(_ => { });

        void Print(Member member, string what) => log.Information(
            Line.Begin + "{Node:l}; {Nodes:l}", "cluster", what, $"{member.Address.Host}:{member.Address.Port}",
            Text.Count(_up.Count, "node is up", "nodes are up"));
    }

    public static Props Props(ILogger log) => Akka.Actor.Props.Create(() => new ClusterLines(log));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
