using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Relays;

/// <summary>
/// One request that another node answers. The requester need not be an actor that other nodes can reach: this actor
/// takes its place.
/// </summary>
internal sealed class RelayedRequestActor : RelayActor
{
    private readonly object _request;
    private readonly IActorRef _requester;
    private readonly Route _route;
    private bool _over;

    /// <param name="parts">This node.</param>
    /// <param name="singletons">The proxy for the servers that the cluster has once.</param>
    /// <param name="route">The destination.</param>
    /// <param name="request">An <see cref="IServerMessage"/> with an answer, a message in a session, or the end of a
    /// session.</param>
    /// <param name="requester">The receiver of the answer.</param>
    public RelayedRequestActor(ClusterParts parts, IActorRef singletons, Route route, object request, IActorRef requester)
        : base(parts, singletons, route)
    {
        (_route, _requester) = (route, requester);
        _request = request switch
        {
            SessionMessage { Message: CallTool call } said => said with { Message = InOurPlace(call) },
            CallTool call => InOurPlace(call),
            _ => request,
        };
        ReceiveAny(Answer);
    }

    // Props.Create with a type: an expression would be compiled on each call.
    public static Props Props(ClusterParts parts, IActorRef singletons, Route route, object request, IActorRef requester) =>
        Akka.Actor.Props.Create<RelayedRequestActor>(parts, singletons, route, request, requester);

    protected override void PostStop()
    {
        if (!_over) OnLost("the actor that waited for the answer was stopped.");
    }

    protected override void Send(IActorRef followed)
    {
        var request = new RunRequest(Self, _request);
        if (Frame.Reaches(request, followed, out var bytes)) followed.Tell(request);
        else Answer(new Status.Failure(Frame.TooLong(_request, bytes)));
    }

    protected override void OnLost(string why)
    {
        var what = $"{Name} was not answered: {why}";
        var session = _request switch { SessionMessage said => said.Id, CloseSession close => close.Id, _ => null };
        Answer(new Status.Failure(session is null
            ? new McpServerException(_route.Server, ServerFailure.NoNode, what) { Outcome = Outcome }
            : new McpSessionException(session, SessionFailure.Ended, what) { Outcome = Outcome }));
    }

    private string Name => (_request is SessionMessage said ? said.Message : _request) is CallTool call ? $"Tool '{call.Tool}'" : _request.GetType().Name;

    // The call gets an id, so that the other node can cancel it when this actor is gone; this actor forwards its
    // progress.
    private CallTool InOurPlace(CallTool call)
    {
        if (call.ProgressTo is { } listener) Receive<ToolProgress>(progress => listener.Tell(progress with { CallId = call.CallId }, Self));
        return call with { CallId = call.CallId ?? Guid.NewGuid().ToString("N"), ProgressTo = call.ProgressTo is null ? null : Self };
    }

    private void Answer(object answer)
    {
        _over = true;
        _requester.Tell(answer, Self);
        Context.Stop(Self);
    }
}
