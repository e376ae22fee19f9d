using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Wire;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster.Relays;

/// <summary>The destination of a request that another node handles.</summary>
/// <param name="Server">The server of the request, which selects the least loaded node that has it. Empty if only the
/// node is known.</param>
/// <param name="Node">The node; null for any node that has the server.</param>
internal sealed record Route(string Server, string? Node = null);

/// <summary>
/// Represents in this node a request that another node handles: finds that node, receives its answers, and makes sure
/// that the requester gets an answer even if that node is lost.
/// </summary>
internal abstract class RelayActor : ReceiveActor, IWithTimers
{
    // Without a known singleton a proxy drops messages after a while, and a leaving node refuses a little later: asking
    // again costs nothing.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    // Longer than any downing strategy's usual time to settle.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly ClusterParts _parts;
    private readonly IActorRef _singletons;
    private readonly Route _route;
    private IActorRef? _agent;

    /// <param name="parts">This node.</param>
    /// <param name="singletons">The proxy for the servers that the cluster has once.</param>
    /// <param name="route">The destination.</param>
    protected RelayActor(ClusterParts parts, IActorRef singletons, Route route)
    {
        (_parts, _singletons, _route) = (parts, singletons, route);
        Receive<SingletonsFound>(found => OnFound(found.Agent));
        Receive<JobNotTaken>(_ => OnNotTaken());
        Receive<LookAgain>(_ => Look());
        Receive<ReceiveTimeout>(_ => OnLost(
            $"within {LongestLook.TotalSeconds:0} s no node was found that takes it; nothing was done. Check that a node has the server."));
        Receive<Terminated>(gone => gone.ActorRef.Equals(_agent), _ => OnLost(
            $"its node, {Node}, was lost. The effects are not known; the node's keepers end its processes."));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The size limit of messages to other nodes.</summary>
    protected FrameLimit Frame => _parts.Frame;

    /// <summary>The node that was found.</summary>
    protected string Node => _agent?.Path.Address.ToString() ?? _route.Node ?? "";

    /// <summary>
    /// Whether a server may have acted on the request, if no answer can come any longer. A node that has not taken it says so, and a node that is lost cannot.
    /// </summary>
    protected RequestOutcome Outcome => _agent is null ? RequestOutcome.NotSent : RequestOutcome.Unknown;

    protected override void PreStart() => Look();

    /// <summary>Called when a node was found; it is watched from now on.</summary>
    /// <param name="agent">The node's <see cref="AgentActor"/>.</param>
    protected abstract void Send(IActorRef agent);

    /// <summary>Called when no answer can come any longer.</summary>
    /// <param name="why">The reason, as the rest of a sentence that ends in a colon.</param>
    protected abstract void OnLost(string why);

    private void Look()
    {
        if (_route.Node is { } node)
        {
            if (_parts.View.Nodes.TryGetValue(node, out var report)) OnFound(report.Agent);
            else OnLost($"its node, {node}, was lost.");
            return;
        }
        if (_parts.PlacementOf(_route.Server) == ServerPlacement.Singleton)
        {
            _singletons.Tell(new FindSingletons());
        }
        else if (ClusterView.LeastLoaded(_parts.View.For(_route.Server)) is { } best)
        {
            OnFound(best.Agent);
            return;
        }
        Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, LookInterval);
        if (!Timers.IsTimerActive(nameof(ReceiveTimeout))) Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, LongestLook);
    }

    private void OnFound(IActorRef agent)
    {
        if (_agent is not null) return;
        Timers.CancelAll();
        _agent = Context.Watch(agent);
        Send(agent);
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
