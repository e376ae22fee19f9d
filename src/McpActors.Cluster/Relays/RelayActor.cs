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
internal abstract class RelayActor : FollowedRequestActor
{
    private readonly ClusterParts _parts;
    private readonly IActorRef _singletons;
    private readonly Route _route;

    /// <param name="parts">This node.</param>
    /// <param name="singletons">The proxy for the servers that the cluster has once.</param>
    /// <param name="route">The destination.</param>
    protected RelayActor(ClusterParts parts, IActorRef singletons, Route route)
        : base(parts.Settings.Cluster)
    {
        (_parts, _singletons, _route) = (parts, singletons, route);
        Receive<SingletonsFound>(found => OnFound(found.Agent));
        Receive<JobNotTaken>(_ =>
        {
            if (Followed is not null) FindAgain();
        });
    }

    /// <summary>The size limit of messages to other nodes.</summary>
    protected FrameLimit Frame => _parts.Frame;

    /// <summary>The node that was found.</summary>
    protected string Node => Followed?.Path.Address.ToString() ?? _route.Node ?? "";

    /// <summary>
    /// Whether a server may have acted on the request, if no answer can come any longer. A node that has not taken it
    /// says so, and a node that is lost cannot.
    /// </summary>
    protected RequestOutcome Outcome => Followed is null ? RequestOutcome.NotSent : RequestOutcome.Unknown;

    /// <summary>Called when no answer can come any longer.</summary>
    /// <param name="why">The reason, as the rest of a sentence that ends in a colon.</param>
    protected abstract void OnLost(string why);

    protected override void OnLost() =>
        OnLost($"its node, {Node}, was lost. The effects are not known; the node's keepers end its processes.");

    protected override void OnNotFound(string within) =>
        OnLost($"within {within} no node was found that takes it; nothing was done. Check that a node has the server.");

    protected override void Look()
    {
        if (_route.Node is { } node)
        {
            if (_parts.View.Nodes.TryGetValue(node, out var report)) OnFound(report.Agent);
            else OnLost($"its node, {node}, was lost.");
        }
        else if (_parts.PlacementOf(_route.Server) == ServerPlacement.Singleton)
        {
            _singletons.Tell(new FindSingletons());
        }
        else if (ClusterView.LeastLoaded(_parts.View.For(_route.Server)) is { } best)
        {
            OnFound(best.Agent);
        }
    }
}
