using Akka.Actor;
using McpActors.Cluster.Relays;
using McpActors.Common;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Sessions;

/// <summary>
/// The sessions for a node's own actors: a session is opened here if this node has the server, otherwise on another
/// node, and is found by its id on any node. Sessions on other nodes have a child actor here.
/// </summary>
internal sealed class SessionsFrontActor : ReceiveActor
{
    private readonly ClusterParts _parts;
    private readonly ClusterSessionDirectory _directory;
    private readonly IActorRef _local;
    private readonly IActorRef _singletons;

    /// <param name="parts">This node.</param>
    /// <param name="directory">Knows the nodes of sessions.</param>
    /// <param name="singletons">The proxy for the servers that the cluster has once.</param>
    public SessionsFrontActor(ClusterParts parts, ClusterSessionDirectory directory, IActorRef singletons)
    {
        (_parts, _directory, _local, _singletons) = (parts, directory, parts.Mcp.LocalSessions, singletons);
        Receive<OpenSession>(OnOpen);
        Receive<SessionMessage>(said => ById(said.Id, said));
        Receive<CloseSession>(close => ById(close.Id, close));
        Receive<Found>(OnFound);
        ReceiveAny(_local.Forward);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnOpen(OpenSession open)
    {
        if (_parts.IsHere(open.Server))
        {
            _local.Forward(open);
            return;
        }
        try
        {
            SessionValidation.Open(open);
        }
        catch (McpSessionException refusal)
        {
            Sender.Tell(new Status.Failure(refusal));
            return;
        }
        var named = open with { Id = open.Id ?? Guid.NewGuid().ToString("N") };
        Context.ActorOf(
            Props.Create<RemoteSessionActor>(_parts, _singletons, named, Sender), ActorNames.Legal(named.Id, taken => !Context.Child(taken).IsNobody()));
    }

    private void ById(string? id, object message)
    {
        if (string.IsNullOrEmpty(id) || _directory.Has(id))
        {
            _local.Forward(message);
            return;
        }
        var sender = Sender;
        _directory.FindNodeAsync(id, CancellationToken.None).PipeTo(
            Self, success: answer => new Found(id, message, sender, answer.Node, null), failure: why => new Found(id, message, sender, null, why));
    }

    private void OnFound(Found found)
    {
        var isAnswered = found.Message is CloseSession or SessionMessage { Message: IServerRequest or BeginWork };
        if (found.Error is { } error)
        {
            if (isAnswered)
            {
                found.Sender.Tell(new Status.Failure(new McpSessionException(
                    found.Id, SessionFailure.DirectoryFailed,
                    $"Session '{found.Id}' cannot be looked up: the leader of the cluster did not answer ({error.Message}). Try again in a few seconds.", error) { Outcome = RequestOutcome.NotSent }));
            }
        }
        else if (found.Node is not { } node || node == _parts.Self)
        {
            // This node's actor answers with what it knows of the session's end.
            _local.Tell(found.Message, found.Sender);
        }
        else if (isAnswered && found.Message is not SessionMessage { Message: BeginWork })
        {
            Context.ActorOf(RelayedRequestActor.Props(_parts, _singletons, new Route("", node), found.Message, found.Sender));
        }
        else if (_parts.View.Nodes.TryGetValue(node, out var report))
        {
            report.Sessions.Tell(found.Message, found.Sender);
        }
    }

    private sealed record Found(string Id, object Message, IActorRef Sender, string? Node, Exception? Error);
}
