using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// One configured server. Its processes are in slots: one that serves, and, while it is being replaced, one that comes and others that finish what
/// is under way. The new one is ready before the old one is drained, and the old one is extinct before the replacement is called done. A
/// new one that does not start changes nothing.
/// </summary>
internal sealed class ServerActor : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ServerSessions _sessions = new();
    private readonly List<Slot> _leaving = [];
    private readonly List<Replacement> _finishing = [];
    private readonly List<IActorRef> _stopRequesters = [];
    private readonly string _name;
    private readonly ServerCatalog _catalog;
    private readonly ProcessEnvironment _environment;
    private Slot _serving = null!;
    private Replacement? _replacement;
    private ExitReport? _lastExit;
    private string _lastEnd = "its process has ended";
    private IActorRef? _retirer;
    private bool _stopped;
    private bool _shuttingDown;
    private int _lastSlot;

    public ServerActor(string name, ServerCatalog catalog, ProcessEnvironment environment)
    {
        _name = name;
        _catalog = catalog;
        _environment = environment;

        Receive<IServerRequest>(request => Send(request));
        Receive<SessionRequest>(request => Send(request.Request));
        Receive<CancelCall>(OnCancel);
        Receive<StartServer>(start =>
        {
            _stopped = false;
            _serving.Actor.Forward(start);
        });
        Receive<Resume>(_ =>
        {
            if (!_stopped && !_shuttingDown) _serving.Actor.Tell(new StartServer(_name));
        });
        Receive<StopServer>(_ => OnStop());
        Receive<RestartServer>(OnRestart);
        Receive<ReplaceServer>(OnReplace);
        Receive<RetireServer>(_ => OnRetire());
        Receive<JoinSession>(OnJoin);
        Receive<RefuseNewProcesses>(_ => OnShutdown());

        Receive<SlotStatus>(OnSlotStatus);
        Receive<SlotAnswer>(answer => answer.To.Tell(answer.Message, Sender));
        Receive<ServerStopped>(stopped => OnSlotStopped(Sender, stopped.Exit));
        Receive<ServerStarted>(_ => { }); // its status has said so
        Receive<Status.Failure>(failure => AbandonReplacement(failure.Cause.Message), _ => Sender.Equals(_replacement?.Next.Actor));
        Receive<Status.Failure>(_ => { }); // of one that had been abandoned
        Receive<Drained>(drained => StopLeaving(drained.Slot));
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string name, ServerCatalog catalog, ProcessEnvironment environment) =>
        Akka.Actor.Props.Create(() => new ServerActor(name, catalog, environment));

    protected override void PreStart() => Serve(NewSlot(Configured));

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var session in _sessions.All) Self.Tell(new JoinSession(_name, session), session);
        _sessions.Forget($"its actor crashed: {reason.Message}");
        // The slots are stopped by this, and the reaper has their processes. What was wanted is wanted still, unless a request that waits
        // already says otherwise.
        if (_shuttingDown) Self.Tell(RefuseNewProcesses.Instance);
        else if (_serving.IsWanted) Self.Tell(Resume.Instance);
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        const string why = "its actor has stopped.";
        foreach (var replacement in _finishing.Append(_replacement)) replacement?.Fail(why, Failure(ServerFailure.NotRunning, why));
        _sessions.End("its actor has stopped");
        AnswerStopped(null);
        _retirer?.Tell(new ServerRetired(_name, null));
    }

    private ServerSettings Configured => _catalog.Find(_name) ?? _serving.Settings;

    private void Send(IServerRequest request)
    {
        if (_serving.Requests is { } requests) requests.Send(request, Sender);
        else _serving.Actor.Forward(request);
    }

    private void OnCancel(CancelCall cancel)
    {
        _serving.Actor.Forward(cancel);
        foreach (var slot in _leaving) slot.Requests?.Cancel(cancel.CallId);
    }

    private void OnRestart(RestartServer restart)
    {
        _stopped = false;
        if ((_replacement ?? _finishing.LastOrDefault()) is { } running) running.Restarters.Add(Sender);
        // Where nothing serves there is nothing to keep.
        else if (!_serving.IsReady || _shuttingDown) _serving.Actor.Forward(restart);
        else Replace(Configured, "a restart was requested").Restarters.Add(Sender);
    }

    private void OnReplace(ReplaceServer replace)
    {
        // A restart of what is configured no more.
        AbandonReplacement("it was configured anew");
        if (_shuttingDown)
        {
            Sender.Tell(new ServerReplaced(_name, null, "the host is shutting down."));
        }
        else if (_serving.IsWanted)
        {
            Replace(replace.Settings, "it was configured anew").Replacer = Sender;
        }
        else
        {
            _catalog.Put(replace.Settings);
            Leave(_serving);
            Serve(NewSlot(replace.Settings));
            Sender.Tell(new ServerReplaced(_name, null, null));
        }
    }

    private Replacement Replace(ServerSettings settings, string reason)
    {
        _replacement = new Replacement(NewSlot(settings), reason);
        _replacement.Next.Actor.Tell(new StartServer(_name));
        return _replacement;
    }

    // The new one is ready.
    private void Switch(Replacement replacement)
    {
        _replacement = null;
        replacement.Old = _serving;
        _finishing.Add(replacement);
        _catalog.Put(replacement.Next.Settings);
        Leave(_serving);
        Serve(replacement.Next);
        _sessions.Served(_serving.Status.Lease, replacement.Reason);
    }

    private void AbandonReplacement(string why)
    {
        if (_replacement is not { } replacement) return;
        _replacement = null;
        _leaving.Add(replacement.Next);
        StopLeaving(replacement.Next);
        _log.Warning("Server '{0}' was not replaced, and the old process serves on: {1}", _name, why);
        replacement.Fail(why, Failure(ServerFailure.StartFailed, $"the new process did not come to serve, and the old one serves on: {why}"));
    }

    /// <summary>It gets no more requests, may finish what is under way, and is ended.</summary>
    private void Leave(Slot slot)
    {
        _leaving.Add(slot);
        if (slot.Requests is not { } requests)
        {
            StopLeaving(slot);
            return;
        }
        requests.DrainAsync().PipeTo(Self, success: () => new Drained(slot));
        Timers.StartSingleTimer(slot, new Drained(slot), slot.Settings.DrainTimeout);
    }

    private void StopLeaving(Slot slot)
    {
        Timers.Cancel(slot);
        if (_leaving.Contains(slot)) slot.Actor.Tell(new StopServer(_name));
    }

    private void OnStop()
    {
        _stopped = true;
        AbandonReplacement("it is being stopped on request");
        _stopRequesters.Add(Sender);
        _sessions.End("it is being stopped on request");
        foreach (var slot in _leaving) StopLeaving(slot);
        // What is asked from here on is the slot's to refuse, or to keep for the next process.
        _serving.Requests = null;
        _serving.Actor.Tell(new StopServer(_name));
    }

    private void OnRetire()
    {
        AbandonReplacement("it is not configured any more");
        _retirer = Sender;
        _sessions.End("it is not configured any more");
        Leave(_serving);
    }

    private void OnShutdown()
    {
        _shuttingDown = true;
        AbandonReplacement("the host is shutting down");
        foreach (var slot in _leaving.Append(_serving)) slot.Actor.Tell(RefuseNewProcesses.Instance);
    }

    private void OnSlotStatus(SlotStatus change)
    {
        if (Find(Sender) is not { } slot) return;
        (slot.Status, slot.Requests) = (change.Status, change.Requests);
        if (slot == _serving) OnServing(change.Status);
        else if (slot == _replacement?.Next && slot.IsReady) Switch(_replacement);
    }

    private void OnServing(ServerStatus status)
    {
        Context.Parent.Tell(status);
        switch (status.State)
        {
            case ServerState.Ready:
                _sessions.Served(status.Lease, _lastEnd);
                break;
            case ServerState.GivenUp:
                _sessions.End($"it has given up: {status.Reason}");
                break;
            case ServerState.BackingOff or ServerState.Stopped:
                _lastEnd = status.Reason ?? _lastEnd;
                break;
        }
    }

    private void OnSlotStopped(IActorRef actor, ExitReport? exit)
    {
        if (Find(actor) is not { } slot) return;
        if (slot == _serving && _retirer is null)
        {
            AnswerStopped(exit);
            return;
        }
        Context.Unwatch(actor);
        Context.Stop(actor);
        Gone(slot, exit);
    }

    // What a slot had when somebody killed its actor is the reaper's.
    private void OnTerminated(IActorRef actor)
    {
        if (_sessions.Remove(actor) || Find(actor) is not { } slot) return;
        if (slot == _replacement?.Next) AbandonReplacement("its actor was killed");
        if (slot == _serving && _retirer is null)
        {
            OnSlotStopped(actor, null);
            Serve(NewSlot(Configured));
            if (slot.IsWanted && !_shuttingDown) _serving.Actor.Tell(new StartServer(_name));
            return;
        }
        Gone(slot, null);
    }

    private void Gone(Slot slot, ExitReport? exit)
    {
        Timers.Cancel(slot);
        _leaving.Remove(slot);
        if (_finishing.Find(replacement => replacement.Old == slot) is { } finished)
        {
            _finishing.Remove(finished);
            finished.Succeed(_name, _serving.Status, exit);
        }
        if (slot == _serving) _lastExit = exit;
        if (_retirer is null || _leaving.Count > 0) return;
        _retirer.Tell(new ServerRetired(_name, _lastExit));
        _retirer = null;
        AnswerStopped(_lastExit);
    }

    private void AnswerStopped(ExitReport? exit)
    {
        foreach (var requester in _stopRequesters) requester.Tell(new ServerStopped(_name, exit));
        _stopRequesters.Clear();
    }

    private void OnJoin(JoinSession join)
    {
        if (Refusal() is { } refusal)
        {
            Sender.Tell(new Status.Failure(Failure(ServerFailure.NotRunning, refusal)));
            return;
        }
        Context.Watch(join.Session);
        _sessions.Add(join.Session, _serving.IsReady ? _serving.Status.Lease : null);
        Sender.Tell(new SessionJoined(_name));
    }

    private string? Refusal() => _serving.Status.State switch
    {
        ServerState.GivenUp => $"it has given up. StartServer tries again. It had ended thus: {_serving.Status.Reason}",
        _ when _stopped => "it was stopped on request; StartServer starts it.",
        _ => null,
    };

    private Slot NewSlot(ServerSettings settings)
    {
        var actor = Context.Watch(Context.ActorOf(SlotActor.Props(settings, _environment), $"{++_lastSlot}"));
        if (_shuttingDown) actor.Tell(RefuseNewProcesses.Instance);
        return new Slot(actor, settings);
    }

    private void Serve(Slot slot)
    {
        _serving = slot;
        Context.Parent.Tell(slot.Status);
    }

    private Slot? Find(IActorRef actor)
    {
        if (_serving.Actor.Equals(actor)) return _serving;
        return _replacement is { Next: var next } && next.Actor.Equals(actor) ? next : _leaving.Find(slot => slot.Actor.Equals(actor));
    }

    private McpServerException Failure(ServerFailure failure, string why) => new(_name, failure, $"Server '{_name}': {why}");

    private sealed record Resume
    {
        public static Resume Instance { get; } = new();
    }

    private sealed record Drained(Slot Slot) : IDeadLetterSuppression;

    /// <summary>One process in the place of another.</summary>
    private sealed class Replacement(Slot next, string reason)
    {
        public Slot Next => next;

        public string Reason => reason;

        /// <summary>The one that serves no more, once the new one is ready.</summary>
        public Slot? Old { get; set; }

        public List<IActorRef> Restarters { get; } = [];

        public IActorRef? Replacer { get; set; }

        public void Succeed(string server, ServerStatus status, ExitReport? exit)
        {
            foreach (var restarter in Restarters) restarter.Tell(new ServerStarted(status));
            Replacer?.Tell(new ServerReplaced(server, exit, null));
        }

        public void Fail(string why, McpServerException failure)
        {
            foreach (var restarter in Restarters) restarter.Tell(new Status.Failure(failure));
            Replacer?.Tell(new ServerReplaced(failure.Server, null, why));
        }
    }
}
