using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Relays;

/// <summary>
/// A session on another node, represented in this node: it holds the session for its local holder, who is notified of
/// the session's end even if that node is lost, and follows the requests to it.
/// </summary>
internal sealed class RemoteSessionActor : RelayActor
{
    private readonly OpenSession _open;
    private readonly IActorRef _requester;
    private readonly IActorRef? _holder;
    private readonly string _id;
    private readonly TimeSpan _answerTimeout;
    private readonly HashSet<IActorRef> _requests = [];
    private readonly AnsweringRef _reference = new(EndedSessions.IsAsked);
    private IActorRef? _session;
    private IActorRef? _closer;
    private SessionEnded? _end;

    /// <param name="parts">This node.</param>
    /// <param name="singletons">The proxy for the servers that the cluster has once.</param>
    /// <param name="open">The request to open it, with an id.</param>
    /// <param name="requester">The requester.</param>
    public RemoteSessionActor(ClusterParts parts, IActorRef singletons, OpenSession open, IActorRef requester)
        : base(parts, singletons, new Route(open.Server))
    {
        (_id, _requester, _answerTimeout) = (open.Id!, requester, parts.Settings.Cluster.AnswerTimeout);
        _open = open with { Holder = Self };
        _holder = SessionValidation.Holder(open.Holder, requester, Context.System.DeadLetters);
        _reference.Use(Self);
        Receive<SessionOpened>(OnOpened);
        Receive<Status.Failure>(refused =>
        {
            _requester.Tell(refused);
            Context.Stop(Self);
        });
        Receive<SessionRestarted>(news => _holder?.Tell(news));
        Receive<SessionEnded>(End);
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
        Receive<object>(message => _end!.Answer(message, Sender), message => _end is not null && EndedSessions.IsAsked(message));
        Receive<IServerRequest>(request =>
        {
            var said = new SessionMessage(_id, request);
            _requests.Add(Context.Watch(Context.ActorOf(RelayedRequestActor.Props(parts, singletons, new Route("", Node), said, Sender))));
        });
        // Forwarded with their sender, whose end ends a task.
        Receive<CancelCall>(cancel => _session!.Forward(cancel));
        Receive<BeginWork>(begin => Context.ActorSelection(_session!.Path.Parent).Tell(new SessionMessage(_id, begin), Sender));
        Receive<EndWork>(end => _session!.Forward(end));
        Receive<CloseSession>(close =>
        {
            _closer = Sender;
            _session!.Tell(close);
        });
        Receive<IServerMessage>(other => _session!.Forward(other));
    }

    protected override bool AroundReceive(Receive receive, object message) =>
        message is AnsweringRef.Letter letter ? !letter.Take() || base.AroundReceive(receive, letter.Message) : base.AroundReceive(receive, message);

    protected override void PostStop()
    {
        var end = _end ?? new SessionEnded(_id, _open.Server, SessionEnd.HolderGone, "Its holder on this node has stopped");
        _reference.End((message, sender) => end.Answer(message, sender));
        if (_end is null) return;
        _holder?.Tell(_end);
        if (_closer is not null && !_closer.Equals(_holder)) _closer.Tell(_end);
    }

    protected override void Send(IActorRef followed) => followed.Tell(_open);

    protected override void OnLost(string why)
    {
        if (_session is null)
        {
            _requester.Tell(new Status.Failure(new McpServerException(_open.Server, ServerFailure.NoNode, $"Session '{_id}' was not opened: {why}") { Outcome = Outcome }));
            Context.Stop(Self);
            return;
        }
        // Otherwise the session's own node publishes its end, but that node is gone.
        var ended = new SessionEnded(_id, _open.Server, SessionEnd.Failed, why.TrimEnd('.'));
        Context.System.EventStream.Publish(ended);
        End(ended);
    }

    private void OnOpened(SessionOpened opened)
    {
        _session = Sender;
        if (_holder is not null) Context.Watch(_holder);
        _requester.Tell(opened with { Session = _reference });
    }

    private void OnTerminated(IActorRef gone)
    {
        if (_requests.Remove(gone)) StopWhenAllAreAnswered();
        // This ends the session, because this actor is its holder there.
        else if (_end is null) Context.Stop(Self);
    }

    // Answers take another path than the notification of the end, and may arrive a little later.
    private void End(SessionEnded ended)
    {
        if (_end is not null) return;
        _end = ended;
        Timers.StartSingleTimer(nameof(SessionEnded), PoisonPill.Instance, _answerTimeout);
        StopWhenAllAreAnswered();
    }

    private void StopWhenAllAreAnswered()
    {
        if (_end is not null && _requests.Count == 0) Context.Stop(Self);
    }
}
