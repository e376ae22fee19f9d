using Akka.Actor;
using McpActors.Common;
using McpActors.Configuration;
using McpActors.Servers;
using McpActors.Telemetry;

namespace McpActors.Sessions;

/// <summary>
/// One session. It forwards requests to its server, and ends with its holder, its ttl, its idle time or its server.
/// In any case, PostStop cancels requests in flight, answers their senders and reports the end.
/// </summary>
/// <remarks>
/// An UntypedActor because there may be thousands of sessions, and each ReceiveActor has its own table of handlers.
/// </remarks>
internal sealed class SessionActor(SessionPlan plan, SessionCalls calls, AnsweringRef reference, IActorRef servers, SessionSettings settings) : UntypedActor
{
    private IActorRef? _server;
    // The queue of requests at the server, which outlives the server's processes. Null until the server accepts the
    // session, and after the server's actor has crashed.
    private RequestQueue? _place;
    // Messages that wait until there is a queue. Usually null, to save memory.
    private List<(IServerMessage Message, IActorRef Sender)>? _waiting;
    private IActorRef? _closer;
    private ICancelable? _timer;
    private SessionEnded? _end;
    private Exception? _refusal;
    private bool _opened;
    private bool _draining;

    private SessionLifetime Lifetime => new(plan, calls, settings);

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(SessionPlan plan, SessionCalls calls, AnsweringRef reference, IActorRef servers, SessionSettings settings) =>
        Akka.Actor.Props.Create<SessionActor>(plan, calls, reference, servers, settings);

    protected override void PreStart()
    {
        reference.Use(Self);
        if (plan.Holder is not null) Context.Watch(plan.Holder);
        SetTimer();
        servers.Tell(new JoinSession(plan.Server, Self));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IServerRequest request:
                OnRequest(request);
                break;
            case LookAtClock:
                OnLookAtClock();
                break;
            case SessionJoined joined:
                OnJoined(joined.Queue);
                break;
            case Status.Failure refused when _place is null:
                if (!_opened) _refusal = refused.Cause;
                End(SessionEnd.ServerGone, $"Its server refused the session: {refused.Cause?.Message}");
                break;
            case SessionProcessReplaced replaced:
                Tell(new SessionRestarted(plan.Id, plan.Server, replaced.Reason));
                break;
            case SessionPlaceLost lost:
                _place = null;
                Tell(new SessionRestarted(plan.Id, plan.Server, lost.Reason));
                servers.Tell(new JoinSession(plan.Server, Self));
                break;
            case SessionServerGone gone:
                End(SessionEnd.ServerGone, $"Its server is gone: {gone.Reason}");
                break;
            case Terminated gone when gone.ActorRef.Equals(plan.Holder):
                End(SessionEnd.HolderGone, $"Its holder {gone.ActorRef.Path} has stopped, or its node is lost");
                break;
            case Terminated gone:
                End(SessionEnd.ServerGone, $"The actor {gone.ActorRef.Path} of its server has stopped");
                break;
            case EndSession end:
                End(end.Reason, end.Detail);
                break;
            case Drain:
                _draining = true;
                if (calls.NoneOrTell(Self)) OnDrained();
                break;
            case NoCallsLeft:
                OnDrained();
                break;
            case CancelCall cancel:
                OnCancel(cancel);
                break;
            case CloseSession close:
                OnClose(close);
                break;
            case BeginWork or EndWork:
                OnWork((IServerMessage)message);
                break;
            case IServerMessage other:
                Refuse(SessionFailure.BadRequest, $"A session takes requests, work, {nameof(CancelCall)} and {nameof(CloseSession)}; {other.GetType().Name} is for all who use the server.");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            if (message is not AnsweringRef.Letter letter) return base.AroundReceive(receive, message);
            return !letter.Take() || base.AroundReceive(receive, letter.Message);
        }
        catch (Exception crash)
        {
            _end ??= Ended(SessionEnd.Failed, $"Its actor crashed: {crash.Message}");
            throw;
        }
    }

    protected override void PostStop()
    {
        _timer?.Cancel();
        if (_opened) OpenSessions.Ended(Context.System.Name, plan.Server);
        var end = _end ?? Ended(SessionEnd.Failed, "Its actor was stopped");
        Context.Parent.Tell(new SessionOver(plan.Id, end));
        foreach (var call in calls.TakeAll())
        {
            Cancel(call);
            call.Answer(CancelledByEnd(Name(call.Request), end));
        }
        foreach (var (message, sender) in _waiting ?? [])
        {
            if (message is BeginWork begin) sender.Tell(CancelledByEnd($"Work '{begin.Work}'", end));
        }
        if (!_opened)
        {
            plan.Requester.Tell(new Status.Failure(_refusal ?? NotOpened(end)));
            _closer?.Tell(end);
        }
        else
        {
            Tell(end);
            if (_closer is not null && !_closer.Equals(plan.Holder)) _closer.Tell(end);
        }
        reference.End((message, sender) => end.Answer(message, sender));
    }

    private void OnRequest(IServerRequest request)
    {
        if (_draining)
        {
            Refuse(SessionFailure.ShuttingDown, $"Session '{plan.Id}' accepts no more requests: the host is shutting down.");
            return;
        }
        try
        {
            var call = calls.Begin(SessionValidation.Request(request, plan.Id, plan.Server), Sender, Self);
            if (_place is null) Wait(call.Request, call);
            else _place.Send(call.Request, call);
        }
        catch (McpSessionException refusal)
        {
            Sender.Tell(new Status.Failure(refusal));
        }
    }

    // The work belongs to its sender, which may end before or after the session; the process belongs to the session.
    private void OnWork(IServerMessage work)
    {
        if (!string.IsNullOrEmpty(work.Server) && work.Server != plan.Server)
            Sender.Tell(new Status.Failure(SessionValidation.WrongServer(work.Server, plan.Id, plan.Server)));
        else if (_place is null)
            Wait(work, Sender);
        else
            TellWork(work, Sender);
    }

    private void TellWork(IServerMessage work, IActorRef sender) => _server!.Tell(
        new SessionWork(Self, work is BeginWork begin ? begin with { Server = plan.Server } : (EndWork)work with { Server = plan.Server }), sender);

    private void Wait(IServerMessage message, IActorRef sender) => (_waiting ??= []).Add((message, sender));

    private void OnCancel(CancelCall cancel)
    {
        foreach (var call in calls.Find(cancel.CallId)) Cancel(call);
    }

    private void Cancel(SessionCall call)
    {
        if (_place is not null)
        {
            if (call.Request is CallTool { CallId: { } id }) _place.Cancel(id);
            return;
        }
        // The request has not reached the server, so the server cannot answer it.
        _waiting?.RemoveAll(waiting => waiting.Sender.Equals(call));
        if (calls.End(call))
        {
            call.Answer(new Status.Failure(new McpServerException(
                plan.Server, ServerFailure.Cancelled,
                $"Server '{plan.Server}': {Name(call.Request)} was cancelled by its caller before session '{plan.Id}' was open.") { Outcome = RequestOutcome.NotSent }));
        }
    }

    private void OnClose(CloseSession close)
    {
        if (close.Id is not null && close.Id != plan.Id)
        {
            Refuse(SessionFailure.BadRequest, $"This is session '{plan.Id}', not '{close.Id}'.");
            return;
        }
        _closer = Sender;
        End(SessionEnd.Closed, "It was closed on request");
    }

    private void OnJoined(RequestQueue place)
    {
        _place = place;
        // The session ends if the actor of its server stops, because only that actor knows the session.
        if (!Sender.Equals(_server))
        {
            if (_server is not null) Context.Unwatch(_server);
            _server = Context.Watch(Sender);
        }
        if (!_opened)
        {
            _opened = true;
            OpenSessions.Opened(Context.System.Name, plan.Server);
            SetTimer();
            plan.Requester.Tell(new SessionOpened(plan.Id, plan.Server, reference, plan.Until));
        }
        foreach (var (message, sender) in _waiting ?? [])
        {
            if (message is IServerRequest request) place.Send(request, sender);
            else TellWork(message, sender);
        }
        _waiting = null;
    }

    private void OnDrained()
    {
        if (_draining) End(SessionEnd.ShuttingDown, "The host is shutting down");
    }

    private void OnLookAtClock()
    {
        if (Lifetime.Over(_opened, Now) is not var (reason, detail))
        {
            SetTimer();
            return;
        }
        if (!_opened && reason == SessionEnd.ServerGone)
        {
            _refusal = new McpSessionException(
                plan.Id, SessionFailure.TimedOut,
                $"Session '{plan.Id}' was not opened: server '{plan.Server}' did not accept the session within "
                    + $"{Durations.Format(settings.OpenTimeout)}.") { Outcome = RequestOutcome.NotSent };
        }
        End(reason, detail);
    }

    // One timer covers all time limits; requests do not reset it.
    private void SetTimer()
    {
        _timer?.Cancel();
        _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(
            Lifetime.Next(_opened, Now), Self, LookAtClock.Instance, ActorRefs.NoSender);
    }

    private void End(SessionEnd reason, string detail)
    {
        _end ??= Ended(reason, detail);
        Context.Stop(Self);
    }

    private SessionEnded Ended(SessionEnd reason, string detail) => new(plan.Id, plan.Server, reason, detail.TrimEnd('.'));

    private void Tell(ISessionEvent news)
    {
        plan.Holder?.Tell(news);
        Context.System.EventStream.Publish(news);
    }

    private void Refuse(SessionFailure failure, string why) =>
        Sender.Tell(new Status.Failure(new McpSessionException(plan.Id, failure, why) { Outcome = RequestOutcome.NotSent }));

    private Status.Failure CancelledByEnd(string what, SessionEnded end) => new(new McpSessionException(
        plan.Id, SessionFailure.Ended, $"{what} was cancelled: session '{plan.Id}' on server '{plan.Server}' has ended. {end.Detail}.")
        {
            // The server answers what it was given to the request's sender, and knows more; that is not heard any more.
            Outcome = _place is null ? RequestOutcome.NotSent : RequestOutcome.Unknown,
        });

    private McpSessionException NotOpened(SessionEnded end) => new(
        plan.Id,
        end.Reason == SessionEnd.ShuttingDown ? SessionFailure.ShuttingDown : SessionFailure.Ended,
        $"Session '{plan.Id}' on server '{plan.Server}' was not opened. {end.Detail}.") { Outcome = RequestOutcome.NotSent };

    private static string Name(IServerRequest request) => request is CallTool call ? $"Tool '{call.Tool}'" : request.GetType().Name;
}
