using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// A place for one process: starts it, restarts it with a growing pause when it ends unexpectedly, parks with a reason after too many, and keeps
/// requests until the process is ready for them. It has one process at most; each is a child. Its settings never change: what is configured
/// anew gets another slot.
/// </summary>
internal sealed class SlotActor : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ServerSettings _settings;
    private readonly ProcessEnvironment _environment;
    private readonly RestartWindow _restarts;
    private readonly List<IActorRef> _startRequesters = [];
    private readonly List<IActorRef> _stopRequesters = [];
    private readonly List<WaitingRequest> _waiting = [];
    private IActorRef _process = ActorRefs.Nobody;
    private RequestsInFlight? _requests;
    private ServerStatus _status;
    private bool _stoppedOnRequest;
    private bool _startAfterStop;
    private bool _resting;
    private bool _probing;
    private bool _shuttingDown;
    private bool _ending;
    private int _lastProcess;

    public SlotActor(ServerSettings settings, ProcessEnvironment environment, RestartWindow restarts)
    {
        _settings = settings;
        _environment = environment;
        _restarts = restarts;
        _status = new ServerStatus { Server = settings.Name, State = ServerState.Stopped };

        Receive<StartServer>(_ => OnStart());
        Receive<StopSlot>(stop =>
        {
            if (stop.HandsOver) HandOver();
            OnStop(stop.Reason);
        });
        Receive<RestartServer>(_ => OnRestart());
        Receive<FreeServer>(_ => OnFree());
        Receive<IServerRequest>(OnRequest);
        Receive<CancelCall>(OnCancel);
        Receive<ProcessLaunched>(launched => Become(_status with
        {
            Lease = launched.Lease, Pid = launched.Pid, Containment = launched.Containment,
        }));
        Receive<ProcessIsReady>(OnReady, _ => Sender.Equals(_process));
        Receive<ProcessEnded>(ended => OnEnded(ended.Exit, ended.Failure), _ => Sender.Equals(_process));
        Receive<Terminated>(_ => OnEnded(null, "its actor crashed; the reaper has its process"), gone => gone.ActorRef.Equals(_process));
        Receive<ProcessRefused>(refused => OnRefused(refused.Why), _ => Sender.Equals(_process));
        Receive<TryAgain>(_ => StartProcess());
        Receive<Probe>(_ =>
        {
            _probing = true;
            StartProcess();
        });
        Receive<Stable>(_ => _restarts.Forget(Self));
        Receive<Rest>(rest => OnRest(rest.Reason));
        Receive<Resume>(_ =>
        {
            if (_status.State == ServerState.Stopped && !_stoppedOnRequest && !_shuttingDown) StartProcess();
        });
        Receive<RefuseNewProcesses>(_ => OnShutdown());
        // From a process that is not ours any more.
        Receive<ProcessIsReady>(_ => { });
        Receive<ProcessEnded>(_ => { });
        Receive<ProcessRefused>(_ => { });
        Receive<Terminated>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ServerSettings settings, ProcessEnvironment environment, RestartWindow restarts) =>
        Akka.Actor.Props.Create(() => new SlotActor(settings, environment, restarts));

    // A process is owned once: what its actor cannot handle ends it, and PostStop sees to the process.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => Become(_status);

    protected override void PreRestart(Exception reason, object message)
    {
        _ending = true;
        FailAll(Failure(ServerFailure.NotRunning, $"its actor crashed: {reason.Message}."));
        foreach (var requester in _stopRequesters) Answer(requester, new ServerStopped(_settings.Name, null));
        // Our children are stopped by this, and their processes with them. One that was wanted is wanted still, unless a request that waits
        // already says otherwise.
        if (_shuttingDown) Self.Tell(RefuseNewProcesses.Instance);
        else if (_status.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff) Self.Tell(Resume.Instance);
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _ending = true;
        FailAll(Failure(ServerFailure.ShuttingDown, "its actor has stopped."));
    }

    private void OnStart()
    {
        switch (_status.State)
        {
            case ServerState.Ready:
                Answer(Sender, new ServerStarted(_status));
                return;
            case ServerState.Stopped or ServerState.Parked:
                _restarts.Clear();
                StartProcess();
                break;
            case ServerState.BackingOff:
                StartProcess();
                break;
            case ServerState.Stopping:
                _startAfterStop = true;
                break;
        }
        _stoppedOnRequest = false;
        _startRequesters.Add(Sender);
    }

    private void OnRestart()
    {
        _probing = false;
        if (_status.State is ServerState.Starting or ServerState.Ready) StopProcess("a restart was requested");
        OnStart();
    }

    private void OnFree()
    {
        (_stoppedOnRequest, _probing) = (false, false);
        // What comes while it ends is for the next process.
        if (_status.State == ServerState.Stopping) _resting = true;
        if (_status.State != ServerState.Parked) return;
        CancelTries();
        _restarts.Clear();
        Become(new ServerStatus { Server = _settings.Name, State = ServerState.Stopped });
    }

    private void OnStop(string reason)
    {
        _stoppedOnRequest = true;
        _startAfterStop = false;
        _resting = false;
        _probing = false;
        FailAll(Failure(ServerFailure.Cancelled, $"it is being stopped: {reason}."));
        switch (_status.State)
        {
            case ServerState.Starting or ServerState.Ready:
                StopProcess(reason);
                break;
            case ServerState.BackingOff or ServerState.Parked:
                CancelTries();
                Become(_status with { State = ServerState.Stopped });
                break;
        }
        if (_status.State == ServerState.Stopping) _stopRequesters.Add(Sender);
        else Answer(Sender, new ServerStopped(_settings.Name, null));
    }

    // Each by itself, as what it is: where the actor above is killed meanwhile, it is answered for.
    private void HandOver()
    {
        foreach (var request in _waiting) Context.Parent.Tell(request.Message, request.ReplyTo);
        foreach (var requester in _startRequesters) Context.Parent.Tell(new HandedOverStart(_settings.Name), requester);
        _waiting.Clear();
        _startRequesters.Clear();
    }

    private void OnShutdown()
    {
        _shuttingDown = true;
        if (_startAfterStop) FailAll(Failure(ServerFailure.ShuttingDown, "it is not started any more: the host is shutting down."));
        _startAfterStop = false;
        Timers.Cancel(Probe.Instance);
        if (_status.State == ServerState.BackingOff) OnStop("the host is shutting down");
    }

    // What comes while it ends has it started again.
    private void OnRest(string reason)
    {
        if (_status.State != ServerState.Ready) return;
        _resting = true;
        StopProcess(reason);
    }

    private void OnRequest(IServerRequest message)
    {
        if (_requests is not null)
        {
            _requests.Send(message, Sender);
            return;
        }
        var refusal = Refusal();
        if (refusal is not null)
        {
            Answer(Sender, new Status.Failure(refusal));
            return;
        }
        _waiting.Add(new WaitingRequest(message, Sender));
        if (_status.State == ServerState.Stopped) StartProcess();
    }

    private McpServerException? Refusal() => _status.State switch
    {
        ServerState.Parked => Failure(ServerFailure.NotRunning, ServerRefusals.Parked(_settings.Restart, _status.Reason)),
        ServerState.Stopping when !_startAfterStop && !_resting => Failure(ServerFailure.NotRunning, "it is being stopped."),
        ServerState.Stopped when _stoppedOnRequest => Failure(ServerFailure.NotRunning, ServerRefusals.StoppedOnRequest),
        ServerState.Stopped when _shuttingDown => Failure(ServerFailure.ShuttingDown, "it is not started any more: the host is shutting down."),
        _ when _waiting.Count >= _settings.MaxWaiting => Failure(
            ServerFailure.Overloaded, $"{_waiting.Count} requests wait for it already, its max-waiting, while it is {_status.State}."),
        _ => null,
    };

    private void OnCancel(CancelCall cancel)
    {
        foreach (var request in _waiting.Where(request => request.Message is CallTool { CallId: { } id } && id == cancel.CallId).ToList())
        {
            _waiting.Remove(request);
            Answer(request.ReplyTo, new Status.Failure(Failure(ServerFailure.Cancelled, "its caller cancelled the call.")));
        }
        _requests?.Cancel(cancel.CallId);
    }

    private void StartProcess()
    {
        CancelTries();
        _process = Context.Watch(Context.ActorOf(ProcessActor.Props(_settings, _environment), $"{++_lastProcess}"));
        _process.Tell(new ProcessCommand.Start());
        Become(new ServerStatus { Server = _settings.Name, State = ServerState.Starting, Restarts = _restarts.Count });
    }

    private void StopProcess(string reason)
    {
        _process.Tell(new ProcessCommand.Stop(reason));
        Timers.Cancel(Stable.Instance);
        _requests = null;
        Become(_status with { State = ServerState.Stopping, Reason = reason });
    }

    private void OnReady(ProcessIsReady ready)
    {
        if (_status.State != ServerState.Starting) return;
        _probing = false;
        Timers.StartSingleTimer(Stable.Instance, Stable.Instance, _settings.Restart.StableAfter);
        _requests = ready.Requests;
        Become(_status with { State = ServerState.Ready, Implementation = ready.Implementation, ProtocolVersion = ready.ProtocolVersion });
        foreach (var requester in _startRequesters) Answer(requester, new ServerStarted(_status));
        _startRequesters.Clear();
        foreach (var request in _waiting) _requests.Send(request.Message, request.ReplyTo);
        _waiting.Clear();
    }

    private void OnEnded(ExitReport? exit, string? failure)
    {
        var (was, lease) = (_status.State, _status.Lease);
        Forget();
        if (lease is not null && exit is not null)
            Context.System.EventStream.Publish(new ProcessExited(_settings.Name, lease.Value, exit, was == ServerState.Stopping));
        if (was == ServerState.Stopping || _shuttingDown) OnStopped(exit);
        else OnUnexpectedEnd(was, exit, failure);
    }

    private void OnRefused(string why)
    {
        var stopping = _status.State == ServerState.Stopping;
        _probing = false;
        Forget();
        if (stopping)
        {
            OnStopped(null);
            return;
        }
        Become(new ServerStatus { Server = _settings.Name, State = ServerState.Stopped, Reason = why, Restarts = _restarts.Count });
        _log.Warning("Server '{0}' was not started: {1}", _settings.Name, why);
        FailAll(Failure(ServerFailure.Overloaded, $"it was not started: {why}"));
    }

    private void Forget()
    {
        Timers.Cancel(Stable.Instance);
        Context.Unwatch(_process);
        _process = ActorRefs.Nobody;
        _requests = null;
    }

    private void CancelTries()
    {
        Timers.Cancel(TryAgain.Instance);
        Timers.Cancel(Probe.Instance);
    }

    private void OnStopped(ExitReport? exit)
    {
        var reason = _resting ? _status.Reason : exit?.Describe();
        Become(new ServerStatus { Server = _settings.Name, State = ServerState.Stopped, Reason = reason, Restarts = _restarts.Count });
        _resting = false;
        foreach (var requester in _stopRequesters) Answer(requester, new ServerStopped(_settings.Name, exit));
        _stopRequesters.Clear();
        if (_shuttingDown) FailAll(Failure(ServerFailure.ShuttingDown, "it is not started any more: the host is shutting down."));
        if (!_startAfterStop && _waiting.Count == 0) return;
        _startAfterStop = false;
        StartProcess();
    }

    private void OnUnexpectedEnd(ServerState was, ExitReport? exit, string? failure)
    {
        var what = exit switch
        {
            { StartError: { } error } => error,
            { Rung: Rung.Self } when was == ServerState.Starting => "it ended before it had answered the handshake",
            _ => failure ?? "its process ended unexpectedly",
        };
        var reason = $"{what.TrimEnd('.')}.{(exit?.StartError is null ? ExitDescription.Of(exit, said: failure) : "")}";
        // What could not even be executed will not do better in half a second, and neither will what was only tried.
        var pause = exit?.StartError is null && !_probing ? _restarts.Next(_settings.Restart, Self) : null;
        if (pause is null)
        {
            Park(was, reason, exit);
            return;
        }
        // Before it is told: who hears of it may count on the time.
        Timers.StartSingleTimer(TryAgain.Instance, TryAgain.Instance, pause.Value);
        Become(new ServerStatus { Server = _settings.Name, State = ServerState.BackingOff, Reason = reason, Restarts = _restarts.Count });
        if (was == ServerState.Starting) FailAll(Failure(ServerFailure.StartFailed, reason, exit));
        _log.Warning("Server '{0}' is restarted in {1:0.0} s: {2}", _settings.Name, pause.Value.TotalSeconds, reason);
    }

    private void Park(ServerState was, string reason, ExitReport? exit)
    {
        if (_settings.Restart.ProbeInterval is { Ticks: > 0 } interval && !_shuttingDown)
            Timers.StartSingleTimer(Probe.Instance, Probe.Instance, interval);
        Become(new ServerStatus { Server = _settings.Name, State = ServerState.Parked, Reason = reason, Restarts = _restarts.Count });
        FailAll(was == ServerState.Starting ? Failure(ServerFailure.StartFailed, reason, exit) : Failure(ServerFailure.NotRunning, $"it is parked: {reason}", exit));
        // Told once, and not each time that it is tried.
        if (_probing) _log.Info("Server '{0}' stays parked: {1}", _settings.Name, reason);
        else if (exit?.StartError is null) _log.Error("Server '{0}' is parked, for it has been restarted often enough ({1}). {2} Of late {3}", _settings.Name, _restarts.Count, ServerRefusals.Tries(_settings.Restart), reason);
        else _log.Error("Server '{0}' cannot be started: {1}", _settings.Name, reason);
        _probing = false;
    }

    private void FailAll(McpServerException failure)
    {
        var refusal = new Status.Failure(failure);
        foreach (var requester in _startRequesters) Answer(requester, refusal);
        foreach (var request in _waiting) Answer(request.ReplyTo, refusal);
        _startRequesters.Clear();
        _waiting.Clear();
    }

    private McpServerException Failure(ServerFailure failure, string reason, ExitReport? exit = null) =>
        new(_settings.Name, failure, $"Server '{_settings.Name}': {reason}", exit);

    // By way of the ServerActor, behind the status: who asks for that after the answer finds what the answer says.
    // Not at its own end: then that may be ending as well.
    private void Answer(IActorRef to, object message)
    {
        if (_ending) to.Tell(message);
        else Context.Parent.Tell(new SlotAnswer(to, message));
    }

    private void Become(ServerStatus status)
    {
        _status = status;
        Context.Parent.Tell(new SlotStatus(status, _requests));
    }

    private sealed record WaitingRequest(IServerRequest Message, IActorRef ReplyTo);

    private sealed record Resume
    {
        public static Resume Instance { get; } = new();
    }

    private sealed record Probe
    {
        public static Probe Instance { get; } = new();
    }

    private sealed record Stable
    {
        public static Stable Instance { get; } = new();
    }

    private sealed record TryAgain
    {
        public static TryAgain Instance { get; } = new();
    }
}
