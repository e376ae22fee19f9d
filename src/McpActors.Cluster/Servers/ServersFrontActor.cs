using Akka.Actor;
using Akka.Event;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Relays;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Cluster.Servers;

/// <summary>
/// The servers as a node's own actors see them: this node's, the one process of the cluster where a server is configured so, and, for what is
/// configured elsewhere only, the node with the least to do.
/// </summary>
internal sealed class ServersFrontActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterParts _parts;
    private readonly IActorRef _local;
    private readonly IActorRef _singles;

    /// <param name="parts">This node.</param>
    /// <param name="agent">Tells the other nodes which servers this one has.</param>
    /// <param name="singles">Reaches the node of the servers that the cluster has once.</param>
    public ServersFrontActor(ClusterParts parts, IActorRef agent, IActorRef singles)
    {
        (_parts, _local, _singles) = (parts, parts.Mcp.LocalServers, singles);
        Receive<IServerMessage>(_local.Forward, message => parts.IsHere(message.Server));
        // It is theirs who said it, and not answered by a server, so it is not followed. Who has the call, or the task, knows it by its id.
        Receive<CancelCall>(ToAllWhoHaveIt);
        Receive<EndTask>(ToAllWhoHaveIt);
        Receive<DeclareTask>(declare => (IsSingle(declare.Server) ? singles : ClusterView.LeastLoaded(parts.View.For(declare.Server))!.Servers).Forward(declare));
        Receive<IServerMessage>(message => Context.ActorOf(RelayedRequestActor.Props(parts, singles, new Route(message.Server), message, Sender)));
        // One with a mistake changes nothing here either; our own names them.
        Receive<ApplyServers>(_local.Forward, apply => ServerCheck.MistakesOf(apply.Definitions, Context.System.Settings.Config).Count > 0);
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

    private bool IsSingle(string? server) => _parts.PlacementOf(server ?? "") == ServerPlacement.OnePerCluster;

    private void ToAllWhoHaveIt(IServerMessage message)
    {
        if (IsSingle(message.Server)) _singles.Forward(message);
        else foreach (var node in _parts.View.Nodes.Values.Where(node => node.ServerNames.Contains(message.Server, StringComparer.Ordinal))) node.Servers.Forward(message);
    }
}
