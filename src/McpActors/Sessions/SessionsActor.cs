using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Common;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>
/// Opens sessions as child actors, renews and releases their claims in the session directory, and answers for sessions
/// that have ended.
/// </summary>
internal sealed partial class SessionsActor : GuardedActor, IWithTimers
{
    private readonly SessionBook _book = new();
    private readonly Dictionary<Guid, Opening> _opening = [];
    private readonly List<IActorRef> _endRequesters = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SessionSettings _settings;
    private readonly IActorRef _servers;
    private readonly DirectoryCalls _directory;
    private readonly string _host;
    private bool _shuttingDown;

    public SessionsActor(SessionSettings settings, IActorRef servers, ISessionDirectory directory)
    {
        _settings = settings;
        _servers = servers;
        _directory = new DirectoryCalls(directory, settings.OpenTimeout, _log);
        _watching = directory.Watch(new ToActor(Self));
        var system = (ExtendedActorSystem)Context.System;
        _host = $"{Environment.MachineName}/{Environment.ProcessId}/{system.Provider.DefaultAddress}/{Guid.NewGuid():N}";

        Receive<OpenSession>(OnOpen);
        Receive<ClaimAnswered>(OnClaimAnswered);
        Receive<ClaimFailed>(OnClaimFailed);
        Receive<SessionMessage>(OnSessionMessage);
        Receive<CloseSession>(OnClose);
        Receive<GetSessions>(_ => Sender.Tell(new SessionList(
            [.. _book.Open.Select(entry => entry.Status).OrderBy(status => status.Id, StringComparer.Ordinal)])));
        Receive<SessionOver>(over => OnOver(over.Id, Sender, over.End));
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
        Receive<LookAtClock>(_ => Renew());
        Receive<ClaimsLost>(OnClaimsLost);
        Receive<ClaimReleased>(_ => OnReleased());
        Receive<ClaimLoss>(OnLost);
        Receive<SessionMoved>(moved => OnMoved(moved.Claim));
        Receive<SessionDirectoryChanged>(OnDirectoryChanged);
        Receive<StopOpeningSessions>(_ => OnStopOpening());
        Receive<EndAllSessions>(OnEndAll);
        Receive<EndSession>(end => TellAll(end));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static IScheduler Clock => Context.System.Scheduler;

    public static Props Props(SessionSettings settings, IActorRef servers, ISessionDirectory directory) =>
        Akka.Actor.Props.Create(() => new SessionsActor(settings, servers, directory));

    // A session is never restarted, because the state of its server is unknown. Its PostStop reports the end.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnCrash(object message, Exception crash)
    {
        var what = message.GetType().Name;
        _log.Error(crash, "The sessions actor could not handle {0}", what);
        Refuse(Sender, null, SessionFailure.BadRequest, $"The sessions actor could not handle {what}: {crash.Message}", crash);
    }

    private void OnOpen(OpenSession open)
    {
        try
        {
            SessionValidation.Open(open);
        }
        catch (McpSessionException refusal)
        {
            Sender.Tell(new Status.Failure(refusal));
            return;
        }
        var id = open.Id ?? Guid.NewGuid().ToString("N");
        if (_shuttingDown)
        {
            RefuseShuttingDown(Sender, id);
        }
        else if (_book.Find(id) is { } other)
        {
            RefuseInUse(id, $"on server '{other.Plan.Server}'");
        }
        else if (_opening.Values.Any(opening => opening.Claim.Id == id))
        {
            RefuseInUse(id, "it is being opened right now");
        }
        else
        {
            var holder = SessionValidation.Holder(open.Holder, Sender, Context.System.DeadLetters);
            var claim = new SessionClaim(id, Guid.NewGuid(), open.Server, _host, holder?.Path.ToSerializationFormat(), Clock.Now + _settings.ClaimTtl);
            _opening.Add(claim.Token, new Opening(claim, Sender, holder, open.Ttl));
            _directory.ClaimAsync(claim).PipeTo(Self);
        }

        void RefuseInUse(string id, string where) =>
            Refuse(Sender, id, SessionFailure.IdInUse, $"A session with the id '{id}' is open here ({where}); ids of open sessions are unique.");
    }

    private void OnClaimAnswered(ClaimAnswered answer)
    {
        var wanted = _opening.Remove(answer.Claim.Token, out var opening);
        if (answer.InForce is { } other)
        {
            if (wanted) Refuse(opening!.Requester, other.Id, SessionFailure.IdInUse, $"A session with the id '{other.Id}' is open elsewhere: {Describe(other)}.");
        }
        else if (wanted)
        {
            Start(opening!);
        }
        else
        {
            Release(answer.Claim);
        }
        AnswerWhenAllEnded();
    }

    private void OnClaimFailed(ClaimFailed failed)
    {
        if (!_opening.Remove(failed.Claim.Token, out var opening)) return;
        var what = failed.Error is TimeoutException
            ? $"the session directory did not answer within {_settings.OpenTimeout.TotalSeconds:0.###} s"
            : $"the session directory failed: {failed.Error.Message}";
        Refuse(opening.Requester, opening.Claim.Id, SessionFailure.DirectoryFailed, $"Session '{opening.Claim.Id}' was not opened: {what}.", failed.Error);
    }

    private void Start(Opening opening)
    {
        var plan = new SessionPlan(opening.Claim, opening.Requester, opening.Holder, Clock.Now, Clock.MonotonicClock, opening.Ttl);
        var calls = new SessionCalls(Clock, () => _directory.Used(opening.Claim));
        var name = ActorNames.Legal(plan.Id, taken => !Context.Child(taken).IsNobody());
        var reference = new AnsweringRef(EndedSessions.IsAsked);
        reference.Use(Context.Watch(Context.ActorOf(SessionActor.Props(plan, calls, reference, _servers, _settings), name)));
        _book.Add(new SessionEntry(plan, reference, calls));
        if (!_renewing) KeepRenewing();
    }

    private void OnSessionMessage(SessionMessage said)
    {
        var taken = said.Message is IServerRequest or BeginWork or EndWork or CancelCall;
        if (string.IsNullOrEmpty(said.Id) || !taken)
            Refuse(Sender, said.Id, SessionFailure.BadRequest, $"{nameof(SessionMessage)} needs a session's id, and an {nameof(IServerRequest)}, work or a {nameof(CancelCall)}.");
        else if (_book.Find(said.Id) is { } entry)
            entry.Session.Forward(said.Message);
        else if (said.Message is IServerRequest or BeginWork)
            RefuseUnknown(said.Id, _book.HowEnded(said.Id), Sender);
    }

    private void OnClose(CloseSession close)
    {
        if (string.IsNullOrEmpty(close.Id))
            Refuse(Sender, null, SessionFailure.BadRequest,
                $"{nameof(CloseSession)} needs a session's id here; without an id, send it to the session itself.");
        else if (_book.Find(close.Id) is { } entry)
            entry.Session.Forward(close);
        else if (_book.HowEnded(close.Id) is { } end)
            Sender.Tell(end);
        else
            RefuseUnknown(close.Id, null, Sender);
    }

    private void RefuseUnknown(string id, SessionEnded? end, IActorRef sender)
    {
        if (end is not null)
            sender.Tell(new Status.Failure(end.Failure()));
        else
            FindElsewhereAsync(id).PipeTo(sender);
    }

    private async Task<Status.Failure> FindElsewhereAsync(string id)
    {
        var elsewhere = await _directory.FindAsync(id);
        var where = elsewhere is null || elsewhere.Host == _host
            ? "it has ended, or was never opened"
            : $"it is open elsewhere: {Describe(elsewhere)}";
        return new Status.Failure(new McpSessionException(id, SessionFailure.UnknownSession, $"There is no session '{id}' in this host: {where}.") { Outcome = RequestOutcome.NotSent });
    }

    private void OnOver(string id, IActorRef session, SessionEnded end)
    {
        if (_book.Remove(id, session, end) is not { } entry) return;
        if (_wanted.Remove(entry.Plan.Claim.Token)) ReleaseWhenExtinct(entry.Plan.Claim, session);
        else Release(entry.Plan.Claim);
    }

    // A session's PostStop has already reported the end, unless the session could not be started.
    private void OnTerminated(IActorRef session)
    {
        if (_book.Open.FirstOrDefault(entry => entry.Session.Equals(session)) is { Plan: var plan, Session: var reference })
        {
            var end = new SessionEnded(plan.Id, plan.Server, SessionEnd.Failed, "The session's actor could not be started");
            reference.End((message, sender) => end.Answer(message, sender));
            OnOver(plan.Id, session, end);
        }
        AnswerWhenAllEnded();
    }

    private void OnStopOpening()
    {
        StopOpening();
        Sender.Tell(Done.Instance);
    }

    private void StopOpening()
    {
        _shuttingDown = true;
        foreach (var opening in _opening.Values) RefuseShuttingDown(opening.Requester, opening.Claim.Id);
        // OnClaimAnswered releases claims that succeed after this.
        _opening.Clear();
    }

    private void OnEndAll(EndAllSessions end)
    {
        StopOpening();
        _endRequesters.Add(Sender);
        TellAll(Drain.Instance);
        Timers.StartSingleTimer(
            nameof(EndAllSessions), new EndSession(SessionEnd.ShuttingDown, "The host is shutting down, and the time for open calls is over"), end.Patience);
        AnswerWhenAllEnded();
    }

    private void TellAll(object message)
    {
        foreach (var entry in _book.Open) entry.Session.Tell(message);
    }

    private void AnswerWhenAllEnded()
    {
        if (_endRequesters.Count == 0 || _book.Count > 0 || _releasing > 0 || _toRelease.Count > 0) return;
        foreach (var requester in _endRequesters) requester.Tell(Done.Instance);
        _endRequesters.Clear();
        Timers.Cancel(nameof(EndAllSessions));
    }

    private static string Describe(SessionClaim claim) =>
        $"on server '{claim.Server}', held by {claim.Holder ?? "nobody"} in host {claim.Host}, until {claim.Until:u}";

    private static void RefuseShuttingDown(IActorRef requester, string id) =>
        Refuse(requester, id, SessionFailure.ShuttingDown, $"Session '{id}' is not opened: the host is shutting down.");

    private static void Refuse(IActorRef requester, string? id, SessionFailure failure, string why, Exception? inner = null) =>
        requester.Tell(new Status.Failure(new McpSessionException(id, failure, why, inner) { Outcome = RequestOutcome.NotSent }));

    private sealed record Opening(SessionClaim Claim, IActorRef Requester, IActorRef? Holder, TimeSpan? Ttl);
}
