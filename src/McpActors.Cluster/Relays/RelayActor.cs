using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Configuration;

namespace McpActors.Cluster.Relays;

/// <summary>Where something goes that another node is to do.</summary>
/// <param name="Server">The server that it is about: then the node that has it, and the least to do. Empty where it is known by its node alone.</param>
/// <param name="Node">The node that it is for; null for any that has the server.</param>
internal sealed record Route(string Server, string? Node = null);

/// <summary>
/// Stands in this node for something that another one does: finds it, is told the answers there, and sees to it that whoever waits here gets an
/// answer also where that node is lost.
/// </summary>
internal abstract class RelayActor : ReceiveActor, IWithTimers
{
    // A proxy drops what it is told while it knows no singleton for long, and a node that leaves says so a little later: asking again costs nothing.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    // Longer than any downing strategy's usual time to settle.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly ClusterParts _parts;
    private readonly IActorRef _singles;
    private readonly Route _route;
    private IActorRef? _agent;

    /// <param name="parts">This node.</param>
    /// <param name="singles">Reaches the node of the servers that the cluster has once.</param>
    /// <param name="route">Where it goes.</param>
    protected RelayActor(ClusterParts parts, IActorRef singles, Route route)
    {
        (_parts, _singles, _route) = (parts, singles, route);
        Receive<SinglesFound>(found => OnFound(found.Singles, found.Agent));
        Receive<JobNotTaken>(_ => OnNotTaken());
        Receive<LookAgain>(_ => Look());
        Receive<ReceiveTimeout>(_ => OnLost($"within {LongestLook.TotalSeconds:0} s no node was found that takes it; nothing was done. Is there one that has the server?"));
        Receive<Terminated>(gone => gone.ActorRef.Equals(_agent), _ => OnLost($"its node, {Node}, was lost. What it had done is not known; the node's keepers end its processes."));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How much goes to another node at once.</summary>
    protected FrameLimit Frame => _parts.Frame;

    /// <summary>The node that was found.</summary>
    protected string Node => _agent?.Path.Address.ToString() ?? _route.Node ?? "";

    protected override void PreStart() => Look();

    /// <summary>A node that takes it was found, and is watched from here on.</summary>
    /// <param name="target">Who does it there.</param>
    protected abstract void Send(IActorRef target);

    /// <summary>Nobody will answer any more.</summary>
    /// <param name="why">What comes after "it has no answer:".</param>
    protected abstract void OnLost(string why);

    private void Look()
    {
        if (_route.Node is { } node)
        {
            if (_parts.View.Nodes.TryGetValue(node, out var report)) OnFound(report.Agent, report.Agent);
            else OnLost($"its node, {node}, was lost.");
            return;
        }
        if (_parts.PlacementOf(_route.Server) == ServerPlacement.OnePerCluster)
        {
            _singles.Tell(new FindSingles());
        }
        else if (ClusterView.LeastLoaded(_parts.View.For(_route.Server)) is { } best)
        {
            OnFound(best.Agent, best.Agent);
            return;
        }
        Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, LookInterval);
        if (!Timers.IsTimerActive(nameof(ReceiveTimeout))) Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, LongestLook);
    }

    private void OnFound(IActorRef target, IActorRef agent)
    {
        if (_agent is not null) return;
        Timers.CancelAll();
        _agent = Context.Watch(agent);
        Send(target);
    }

    private void OnNotTaken()
    {
        if (_agent is null) return;
        Context.Unwatch(_agent);
        _agent = null;
        Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, LookInterval);
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, LongestLook);
    }

    private sealed record LookAgain
    {
        public static LookAgain Instance { get; } = new();
    }
}
