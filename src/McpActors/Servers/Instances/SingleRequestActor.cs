using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// A request outside of a session, on a server whose sessions share nothing: it is a session of one request, and its process ends with its answer.
/// </summary>
internal sealed class SingleRequestActor(IServerRequest request, IActorRef requester) : UntypedActor
{
    private IActorRef? _replica;
    private bool _answered;

    public static Props Props(IServerRequest request, IActorRef requester) =>
        Akka.Actor.Props.Create(() => new SingleRequestActor(request, requester));

    protected override void PreStart() => Context.Parent.Tell(new JoinSession(request.Server, Self));

    // The server's actor has crashed, and ours is restarted with it. What was asked may have been done: it is not asked again.
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionJoined:
                _replica = Context.Watch(Sender);
                _replica.Tell(new SessionRequest(Self, request));
                break;
            case CancelCall cancel when _replica is not null:
                _replica.Tell(cancel);
                break;
            case CancelCall cancel:
                if (request is CallTool { CallId: { } id } && id == cancel.CallId) Fail(ServerFailure.Cancelled, "its caller cancelled the call.");
                break;
            // The request fails by itself, and says how the process ended.
            case SessionProcessReplaced:
                break;
            case SessionServerGone gone:
                Fail(ServerFailure.Cancelled, gone.Reason);
                break;
            case Terminated:
                Fail(ServerFailure.NotRunning, "its actor has stopped.");
                break;
            default:
                Answer(message);
                break;
        }
    }

    protected override void PostStop()
    {
        if (_answered) return;
        _answered = true;
        requester.Tell(new Status.Failure(Failure(ServerFailure.NotRunning, "its actor has stopped.")));
    }

    private void Fail(ServerFailure failure, string why) => Answer(new Status.Failure(Failure(failure, why)));

    private void Answer(object answer)
    {
        if (_answered) return;
        _answered = true;
        requester.Tell(answer, _replica ?? Self);
        Context.Stop(Self);
    }

    private McpServerException Failure(ServerFailure failure, string why) => new(request.Server, failure, $"Server '{request.Server}': {why}");
}
