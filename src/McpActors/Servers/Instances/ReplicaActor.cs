using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// What a server is to those who share it: a process that is always there, whichever it is. Its processes are in slots: one that serves, and,
/// while that is replaced, one that comes and others that finish what is under way. The new one is ready before the old one is drained, and the old
/// one is extinct before the replacement is called done. A new one that does not start changes nothing. Where the limits have no room for
/// two, the old one ends first.
/// </summary>
internal sealed class ReplicaActor : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ServerSessions _sessions = new();
    private readonly LeavingSlots _leaving = new();
    private readonly FinishingReplacements _finishing = new();
    private readonly StopRequests _stopRequests;
    private readonly ReplicaSetup _setup;
    private readonly string _name;
    private Slot _serving = null!;
    private Replacement? _replacement;
    private ExitReport? _lastExit;
    private string _lastEnd = "its process has ended";
    private IActorRef? _retirer;
    private bool _stopped;
    private bool _shuttingDown;
    private int _lastSlot;

    public ReplicaActor(ReplicaSetup setup)
    {
        _setup = setup;
        _name = setup.Server;
        _stopRequests = new StopRequests(_name, _leaving);

        Receive<SessionRequest>(request => Send(request.Request));
        Receive<IServerRequest>(Send);
        Receive<HandedOverStart>(_ => OnHandedOverStart());
        Receive<CancelCall>(OnCancel);
        Receive<StartServer>(OnStart);
        Receive<FreeServer>(free =>
        {
            _stopped = false;
            _serving.Actor.Tell(free);
        });
        Receive<ResumeReplica>(_ => _serving.Actor.Tell(new StartServer(_name)), _ => !_stopped && !_shuttingDown);
        Receive<StopServer>(_ => OnStop());
        Receive<RestartServer>(OnRestart);
        Receive<ReplaceServer>(OnReplace);
        Receive<RetireServer>(retire => OnRetire(retire.Reason));
        Receive<JoinSession>(OnJoin);
        Receive<DeclareTask>(OnDeclare);
        Receive<EndTask>(end => TakeTasks(task => task.Declarer.Equals(Sender) && task.Task == end.Task));
        Receive<RefuseNewProcesses>(_ => OnShutdown());

        Receive<SlotStatus>(OnSlotStatus);
        Receive<SlotAnswer>(answer => Self.Tell(answer.Message, Sender), answer => answer.To.Equals(Self));
        // Behind the status that it is about, wherever that goes; as ours, for others know no slots.
        Receive<SlotAnswer>(answer => Context.Parent.Tell(answer));
        Receive<ServerStopped>(stopped => OnSlotStopped(Sender, stopped.Exit));
        Receive<ServerStarted>(_ => { }); // its status has said so
        Receive<Status.Failure>(failure => AbandonReplacement(failure.Cause.Message), _ => Sender.Equals(_replacement?.Next.Actor));
        // Of one that serves already, because the old one had to end first; or that had been abandoned.
        Receive<Status.Failure>(failure => _finishing.Fail(Sender, failure.Cause.Message, Failure(
            ServerFailure.StartFailed, $"the old process had to end before the new one, and that did not start: {failure.Cause.Message}")));
        Receive<LeavingSlots.Drained>(drained => _leaving.Stop(drained.Slot, drained.Stop, Timers));
        Receive<LifeWatch.Look>(_ => OnLook());
        Receive<LifeWatch.MemoryRead>(OnMemory);
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ReplicaSetup setup) => Akka.Actor.Props.Create(() => new ReplicaActor(setup));

    protected override void PreStart() => Serve(NewSlot(_setup.Memory.Settings));

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var session in _sessions.All) Self.Tell(new JoinSession(_name, session), session);
        _sessions.Forget($"its actor crashed: {reason.Message}");
        // The slots are stopped by this, and the reaper has their processes. What was wanted is wanted still, unless a request that waits
        // already says otherwise.
        if (_shuttingDown) Self.Tell(RefuseNewProcesses.Instance);
        else if (_serving.IsWanted) Self.Tell(ResumeReplica.Instance);
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        const string why = "its actor has stopped.";
        var failure = Failure(ServerFailure.NotRunning, why);
        _replacement?.Fail(why, failure);
        _finishing.FailAll(why, failure);
        _sessions.End("its actor has stopped");
        _stopRequests.AnswerAll(null);
        _retirer?.Tell(new ServerRetired(_name, null));
    }

    private void Send(IServerRequest request)
    {
        if (_serving.Requests is { } requests) requests.Send(request, Sender);
        else _serving.Actor.Forward(request);
    }

    private void OnStart(StartServer start)
    {
        _stopped = false;
        _serving.Actor.Forward(start);
    }

    private void OnHandedOverStart()
    {
        if (_stopped) Sender.Tell(new Status.Failure(Failure(ServerFailure.Cancelled, "it is being stopped on request.")));
        else if (_shuttingDown) Sender.Tell(new Status.Failure(Failure(ServerFailure.ShuttingDown, "it is not started any more: the host is shutting down.")));
        else _serving.Actor.Forward(new StartServer(_name));
    }

    private void OnCancel(CancelCall cancel)
    {
        _serving.Actor.Forward(cancel);
        foreach (var slot in _leaving.All) slot.Requests?.Cancel(cancel.CallId);
    }

    private void OnRestart(RestartServer restart)
    {
        _stopped = false;
        if ((_replacement ?? _finishing.Last) is { } running) running.Restarters.Add(Sender);
        // Where nothing serves there is nothing to keep.
        else if (!_serving.IsReady || _shuttingDown) _serving.Actor.Forward(restart);
        else Replace(_setup.Memory.Settings, "a restart was requested").Restarters.Add(Sender);
    }

    private void OnReplace(ReplaceServer replace)
    {
        const string why = "it was configured anew";
        if (_replacement is { } coming && IsOf(coming.Next, replace))
        {
            coming.Tell(Sender, replace);
            return;
        }
        // A restart of what is configured no more.
        AbandonReplacement(why);
        if (_shuttingDown) Sender.Tell(new ServerReplaced(_name, null, "the host is shutting down.", replace.Settings));
        else if (IsOf(_serving, replace) && _finishing.Of(_serving) is { } finishing) finishing.Tell(Sender, replace);
        else if (IsOf(_serving, replace)) Sender.Tell(new ServerReplaced(_name, null, null, replace.Settings));
        // Its status may not have told of the stop yet.
        else if (_serving.IsWanted && !_stopped) Replace(replace.Settings, why).Tell(Sender, replace);
        else
        {
            var replacement = new Replacement(NewSlot(replace.Settings), why) { HasBeenReady = true };
            replacement.Tell(Sender, replace);
            Switch(replacement);
        }
    }

    private static bool IsOf(Slot slot, ReplaceServer replace) => ReferenceEquals(slot.Settings, replace.Settings);

    private Replacement Replace(ServerSettings settings, string reason)
    {
        var replacement = new Replacement(NewSlot(settings), reason);
        // One that does not serve keeps nobody's work, and two would not fit.
        if (_setup.Environment.Gate.HasRoom(settings)) _replacement = replacement;
        else Switch(replacement);
        replacement.Next.Actor.Tell(new StartServer(_name));
        return replacement;
    }

    // From here on the new one serves. Usually it is ready.
    private void Switch(Replacement replacement)
    {
        _replacement = null;
        replacement.Old = _serving;
        _finishing.Add(replacement);
        _stopRequests.ServingLeaves();
        _leaving.Leave(_serving, handsOver: true, replacement.Reason, Timers, Self);
        Serve(replacement.Next);
        if (_serving.IsReady) _sessions.Served(_serving.Status.Lease, replacement.Reason);
        else _lastEnd = replacement.Reason;
    }

    private void AbandonReplacement(string why)
    {
        if (_replacement is not { } replacement) return;
        _replacement = null;
        _leaving.End(replacement.Next, why);
        // At shutdown it is no news.
        if (!_shuttingDown) _log.Warning("Server '{0}' was not replaced, and the old process serves on: {1}", _name, why);
        replacement.Fail(why, Failure(ServerFailure.StartFailed, $"the new process did not come to serve, and the old one serves on: {why}"));
        ScheduleLook(_serving.Settings.Restart.MaxBackoff);
    }

    private void OnStop()
    {
        const string why = "it is being stopped on request";
        _stopped = true;
        AbandonReplacement(why);
        _finishing.FailAll(why, Failure(ServerFailure.Cancelled, $"{why}."));
        _stopRequests.Add(Sender);
        _sessions.End(why);
        foreach (var slot in _leaving.All) _leaving.Stop(slot, StopSlot.OnRequest, Timers);
        // What is asked from here on is the slot's to refuse, or to keep for the next process.
        _serving.Requests = null;
        _serving.Actor.Tell(StopSlot.OnRequest);
    }

    private void OnRetire(string why)
    {
        // Ending is no failure of a reload: nothing of the old settings will be left here.
        _replacement?.AnswerAskers(_name);
        AbandonReplacement(why);
        var again = _retirer is not null;
        _retirer = Sender;
        if (again) return;
        _sessions.End(why);
        _leaving.Leave(_serving, handsOver: false, why, Timers, Self);
    }

    private void OnShutdown()
    {
        _shuttingDown = true;
        AbandonReplacement("the host is shutting down");
        foreach (var slot in _leaving.All.Append(_serving)) slot.Actor.Tell(RefuseNewProcesses.Instance);
    }

    private void OnSlotStatus(SlotStatus change)
    {
        if (Find(Sender) is not { } slot) return;
        slot.Update(change, Context.System.Scheduler.MonotonicClock);
        if (slot == _serving) OnServing(change.Status);
        else if (slot == _replacement?.Next && slot.IsReady) Switch(_replacement);
    }

    private void OnServing(ServerStatus status)
    {
        Report();
        switch (status.State)
        {
            case ServerState.Ready:
                _sessions.Served(status.Lease, _lastEnd);
                _finishing.MarkReady(_serving);
                _finishing.Finish(_name);
                ScheduleLook();
                break;
            case ServerState.Parked:
                _sessions.End($"it is parked: {status.Reason}");
                _finishing.FailAll($"the new process is parked: {status.Reason}", Failure(ServerFailure.NotRunning, $"it is parked: {status.Reason}"));
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
            _stopRequests.ServingStopped(exit);
            return;
        }
        Context.Unwatch(actor);
        Context.Stop(actor);
        Gone(slot, exit);
    }

    private void OnTerminated(IActorRef actor)
    {
        if (!_sessions.Remove(actor) && Find(actor) is { } slot) OnSlotTerminated(slot);
        else TakeTasks(task => task.Declarer.Equals(actor));
    }

    // What a slot had when somebody killed its actor is the reaper's.
    private void OnSlotTerminated(Slot slot)
    {
        if (slot == _replacement?.Next) AbandonReplacement("its actor was killed");
        if (slot != _serving || _retirer is not null)
        {
            Gone(slot, null);
            return;
        }
        _stopRequests.ServingStopped(null);
        const string why = "the actor of the new process was killed";
        _finishing.Fail(slot.Actor, why, Failure(ServerFailure.StartFailed, $"{why}."));
        var newer = NewSlot(_setup.Memory.Settings);
        _finishing.Follow(slot, newer);
        Serve(newer);
        if (slot.IsWanted && !_stopped && !_shuttingDown) _serving.Actor.Tell(new StartServer(_name));
    }

    private void Gone(Slot slot, ExitReport? exit)
    {
        _leaving.Remove(slot, Timers);
        _finishing.Gone(slot, exit, _name);
        if (slot == _serving) _lastExit = exit;
        if (_leaving.All.Count > 0) return;
        if (_retirer is null)
        {
            _stopRequests.AnswerIfAllStopped(exit);
            return;
        }
        _stopRequests.ServingStopped(exit);
        _retirer.Tell(new ServerRetired(_name, _lastExit));
        _retirer = null;
    }

    private void OnJoin(JoinSession join)
    {
        if (_serving.Status is { State: ServerState.Parked, Reason: var reason })
        {
            Sender.Tell(new Status.Failure(Failure(ServerFailure.NotRunning, ServerRefusals.Parked(_serving.Settings.Restart, reason))));
            return;
        }
        Context.Watch(join.Session);
        _sessions.Add(join.Session, _serving.IsReady ? _serving.Status.Lease : null);
        Sender.Tell(new SessionJoined(_name));
        Report();
    }

    private void OnDeclare(DeclareTask declare)
    {
        if (TaskDeclarations.WhyNot(declare, Sender, _serving, Context.System.DeadLetters) is { } why)
        {
            Sender.Tell(new Status.Failure(Failure(ServerFailure.NotRunning, why)));
            return;
        }
        Context.Watch(Sender);
        _serving.Tasks.Add((Sender, declare.Task));
        Report();
        Context.Parent.Tell(new SlotAnswer(Sender, new TaskDeclared(_name, declare.Task, _serving.Status.Lease!.Value)));
    }

    private void TakeTasks(Func<(IActorRef Declarer, string Task), bool> which)
    {
        foreach (var slot in _leaving.All.Append(_serving)) slot.TakeTasks(which);
        Report();
        ScheduleLook();
    }

    private ProcessUse Use => new(
        Context.System.Scheduler.MonotonicClock - _serving.ReadySince, _serving.Requests?.Unused ?? TimeSpan.Zero, _serving.Requests?.Count ?? 0, _sessions.All.Count, _serving.Tasks.Count, _replacement is not null);

    private void ScheduleLook(TimeSpan? atLeast = null) => LifeWatch.Schedule(Timers, _serving, Use, atLeast ?? TimeSpan.Zero);

    private bool IsLooking(Slot slot) => slot == _serving && slot.IsReady && !_stopped && !_shuttingDown && _retirer is null;

    private void OnLook()
    {
        if (!IsLooking(_serving)) return;
        if (_replacement is null && _serving.Life.WhyRest(Use) is { } rest)
        {
            // From here on the slot keeps what is asked for its next process.
            _serving.Requests = null;
            _serving.Actor.Tell(new Rest(rest));
            return;
        }
        LifeWatch.ReadMemory(_setup.Environment.Ledger, _serving, Self, _log);
    }

    private void OnMemory(LifeWatch.MemoryRead read)
    {
        if (!IsLooking(read.Slot)) return;
        if (_replacement is null && _serving.Life.WhyReplace(Use, read.Bytes) is { } reason)
        {
            _log.Info("Server '{0}' gets a new process: {1}", _name, reason);
            Replace(_serving.Settings, reason);
        }
        ScheduleLook();
    }

    private Slot NewSlot(ServerSettings settings)
    {
        var actor = Context.Watch(Context.ActorOf(SlotActor.Props(settings, _setup.Environment, _setup.Restarts), $"{++_lastSlot}"));
        if (_shuttingDown) actor.Tell(RefuseNewProcesses.Instance);
        // What is still on its way is not to start it.
        if (_stopped) actor.Tell(StopSlot.OnRequest);
        return new Slot(actor, settings);
    }

    private void Serve(Slot slot)
    {
        _serving = slot;
        _setup.Memory.Settings = slot.Settings;
        Report();
        ScheduleLook();
    }

    private void Report() => Context.Parent.Tell(new ReplicaStatus(_setup.Owner, _serving.Status, _sessions.All.Count, _serving.Tasks.Count, _serving.Requests));

    private Slot? Find(IActorRef actor)
    {
        if (_serving.Actor.Equals(actor)) return _serving;
        return _replacement is { Next: var next } && next.Actor.Equals(actor) ? next : _leaving.Find(actor);
    }

    private McpServerException Failure(ServerFailure failure, string why) => new(_name, failure, $"Server '{_name}': {why}");
}
