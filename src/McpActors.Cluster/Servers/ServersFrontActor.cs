using Akka.Actor;
using Akka.Event;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Relays;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers for a node's own actors: this node's servers, the cluster's one process of servers that are configured
/// so, and the least loaded node for servers that only other nodes have.
/// </summary>
internal sealed class ServersFrontActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterParts _parts;
    private readonly IActorRef _local;
    private readonly IActorRef _singletons;

    /// <param name="parts">This node.</param>
    /// <param name="agent">Tells the other nodes which servers this node has.</param>
    /// <param name="singletons">The proxy for the servers that the cluster has once.</param>
    public ServersFrontActor(ClusterParts parts, IActorRef agent, IActorRef singletons)
    {
        (_parts, _local, _singletons) = (parts, parts.Mcp.LocalServers, singletons);
        Receive<IServerMessage>(_local.Forward, message => parts.IsHere(message.Server));
        // These messages are not answered by a server, so they are not followed. The owner of the call or task
        // recognizes it by its id.
        Receive<CancelCall>(ToAllWhoHaveIt);
        Receive<EndWork>(ToAllWhoHaveIt);
        Receive<BeginWork>(begin => (IsSingleton(begin.Server) ? singletons : ClusterView.LeastLoaded(parts.View.For(begin.Server))!.Servers).Forward(begin));
        Receive<IServerMessage>(message => Context.ActorOf(RelayedRequestActor.Props(parts, singletons, new Route(message.Server), message, Sender)));
        // Invalid definitions change nothing here either; this node's actor reports the mistakes.
        Receive<ApplyServers>(_local.Forward, apply => ServerValidation.MistakesOf(apply.Definitions, Context.System.Settings.Config).Count > 0);
        Receive<ApplyServers>(apply =>
        {
            _local.Forward(new ApplyServers([.. apply.Definitions.Select(parts.Settings.Cluster.OnOneNode)]));
            parts.Apply(apply.Definitions);
            foreach (var server in apply.Definitions)
                if (FrameBudget.Warning(server, parts.Frame.Frame) is { } warning) _log.Warning("{0}", warning);
            agent.Tell(new ServerNames([.. parts.Servers]));
        });
        ReceiveAny(_local.Forward);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private bool IsSingleton(string? server) => _parts.PlacementOf(server ?? "") == ServerPlacement.Singleton;

    private void ToAllWhoHaveIt(IServerMessage message)
    {
        if (IsSingleton(message.Server)) _singletons.Forward(message);
        else foreach (var node in _parts.View.Nodes.Values.Where(node => node.ServerNames.Contains(message.Server, StringComparer.Ordinal))) node.Servers.Forward(message);
    }
}
