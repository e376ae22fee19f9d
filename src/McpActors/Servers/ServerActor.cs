using Akka.Actor;
using Akka.Event;
using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// One configured server. It reports events to its <see cref="ServerPolicy"/> and carries out the policy's decisions.
/// Each child actor owns one process. An exception in the handling of an event ends only the instance that the event
/// concerns.
/// </summary>
internal sealed partial class ServerActor : GuardedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<IActorRef, ServerProcess> _processes = [];
    private readonly ServerPolicy _policy;
    private readonly ServerEntry _entry;
    private readonly ServerCatalog _catalog;
    private readonly ProcessEnvironment _environment;
    private string _whyStopped = "its actor has stopped.";
    // The sender to answer if the handling of its message fails.
    private IActorRef _asker = ActorRefs.Nobody;

    public ServerActor(ServerSettings settings, ServerCatalog catalog, ProcessEnvironment environment, ServerEntry entry)
    {
        (_catalog, _environment, _entry) = (catalog, environment, entry);
        var (self, clock) = (Self, Context.System.Scheduler);
        _policy = new ServerPolicy(
            catalog.Find(settings.Name) ?? settings, environment.Gate, entry.Restarts, entry.Board, () => clock.MonotonicClock,
            onWaiting: instance => self.Tell(new RequestWaits(instance), ActorRefs.NoSender));

        Receive<TakeMessage>(_ =>
        {
            if (_entry.TryTake(out var message, out var sender)) Handle(message, sender);
        });
        Receive<IServerMessage>(message => Handle(message, Sender));
        On<RequestWaits>(waits => _policy.Touch(waits.Instance));
        On<ReplaceServer>(replace => _policy.Replace(replace.Settings, Sender));
        On<RetireServer>(retire => _policy.RetireServer(retire.Reason, Sender));
        On<RefuseNewProcesses>(_ => _policy.ShutDown());
        On<Alarm>(_policy.OnAlarm);
        On<Answered>(answered => _policy.Answered(answered.Process));
        On<MemoryRead>(read => _policy.MemoryRead(read.Process, read.Bytes));

        OnProcess<ProcessLaunched>((process, launched) => _policy.Launched(process, launched));
        OnProcess<ProcessIsReady>((process, ready) =>
        {
            _policy.Ready(process, ready.Implementation, ready.ProtocolVersion, ready.Requests);
            LookAtLists(process);
        });
        OnProcess<ProcessEnded>((process, ended) => _policy.Ended(process, ended.Exit, ended.Failure));
        OnProcess<ProcessGivesWay>((process, ended) =>
        {
            if (!_policy.GaveWay(process, ended.Exit)) return;
            _processes.Remove(Context.Unwatch(process.Actor));
            Start(process, _environment.Gate.TryReserve(process.Generation.Settings), ended.Next);
        });
        OnProcess<ProcessRefused>((process, refused) => _policy.Refused(process, refused.Why));
        ReceiveLists();
        On<Terminated>(gone =>
        {
            if (_processes.Remove(gone.ActorRef, out var process))
                _policy.Ended(process, null, "its actor crashed; the reaper ends its process");
            else _policy.Gone(gone.ActorRef);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ServerSettings settings, ServerCatalog catalog, ProcessEnvironment environment, ServerEntry entry) =>
        Akka.Actor.Props.Create(() => new ServerActor(settings, catalog, environment, entry));

    // A ProcessActor that crashes is not restarted: it owns its process once, and its PostStop hands the process over.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        _policy.Begin(wasRunning: _entry.Board.State.State is ServerState.Starting or ServerState.Ready or ServerState.BackingOff);
        DoAll();
    }

    // A GuardedActor is not restarted for exceptions. After any other restart, the sessions join again.
    protected override void PreRestart(Exception reason, object message)
    {
        _whyStopped = $"its actor crashed: {reason.Message}.";
        foreach (var session in _policy.Sessions) session.Tell(new SessionPlaceLost($"its actor crashed: {reason.Message}"));
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _policy.Close(_whyStopped);

    protected override void OnCrash(object message, Exception crash)
    {
        var what = message is TakeMessage ? "a message" : message.GetType().Name;
        _log.Error(crash, "The actor of server '{0}' could not handle {1}", _policy.Name, what);
        _asker.Tell(new Status.Failure(new McpServerException(
            _policy.Name, ServerFailure.NotRunning, $"Server '{_policy.Name}': its actor could not handle the request: {crash.Message}", inner: crash)));
        _asker = ActorRefs.Nobody;
        if (InstanceOf(message) is { } instance) _policy.Crash(instance, crash);
        DoAll();
    }

    private Instance? InstanceOf(object message) => _policy.Deciding ?? message switch
    {
        RequestWaits waits => waits.Instance,
        Answered answered => answered.Process.Instance,
        MemoryRead read => read.Process.Instance,
        Alarm alarm => alarm.About,
        _ => _processes.GetValueOrDefault(Sender)?.Instance,
    };

    private void On<T>(Action<T> tell) => Receive<T>(message =>
    {
        tell(message);
        DoAll();
    });

    private void OnProcess<T>(Action<ServerProcess, T> tell) => On<T>(message =>
    {
        if (_processes.TryGetValue(Sender, out var process)) tell(process, message);
    });

    private void Handle(IServerMessage message, IActorRef sender)
    {
        _asker = message is CancelCall or EndWork or SessionWork { Work: EndWork } ? ActorRefs.Nobody : sender;
        switch (message)
        {
            case IListRequest list when TryAnswer(list, sender):
                break;
            case IServerRequest request:
                _policy.Send(request, sender);
                break;
            case JoinSession join:
                Context.Watch(join.Session);
                _policy.Join(join.Session);
                break;
            case LeaveSession leave:
                _policy.Leave(leave.Session, sender);
                break;
            case AcceptTools accept:
                sender.Tell(_entry.Pins.Accept(accept.Tools, _policy.InForce.Settings, accept.DryRun));
                break;
            case CancelCall cancel:
                _policy.Cancel(cancel.CallId);
                break;
            case StartServer:
                _policy.StartServer(sender);
                break;
            case StopServer:
                _policy.StopServer(sender);
                break;
            case RestartServer:
                _policy.RestartServer(sender);
                break;
            case SessionWork { Work: BeginWork begin, Session: var session }:
                BeginWork(begin, sender, session);
                break;
            case SessionWork { Work: EndWork end } of:
                _policy.EndWork(end.Work, sender, of.Session);
                break;
            case BeginWork begin:
                BeginWork(begin, sender, null);
                break;
            case EndWork end:
                _policy.EndWork(end.Work, sender, null);
                break;
            default:
                Unhandled(message);
                break;
        }
        // From here on, the policy answers the sender.
        _asker = ActorRefs.Nobody;
        if (message is not IServerRequest || !_policy.IsQuiet) DoAll();
    }

    private void BeginWork(BeginWork begin, IActorRef owner, IActorRef? session)
    {
        var canBeWatched = owner.IsWatchable(Context.System.DeadLetters);
        if (canBeWatched) Context.Watch(owner);
        _policy.BeginWork(begin, owner, session, canBeWatched);
    }

    private void DoAll()
    {
        do
        {
            foreach (var effect in _policy.Settle()) Do(effect);
        }
        while (!_policy.IsQuiet);
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Start start:
                Start(start.Process, start.Reserved);
                break;
            case Effect.Drain { Process: var process, Within: var within }:
                process.Requests!.DrainAsync().PipeTo(Self, success: () => new Answered(process));
                if (within is { } time) Do(new Effect.Arm(new Alarm.Drained(process), time));
                break;
            case Effect.End end:
                end.Process.Actor.Tell(new ProcessCommand.Stop(end.Why));
                break;
            case Effect.Arm arm:
                Timers.StartSingleTimer(arm.Alarm, arm.Alarm, arm.After);
                break;
            case Effect.Disarm disarm:
                Timers.Cancel(disarm.Alarm);
                break;
            case Effect.ReadMemory read:
                ReadMemory(read.Process);
                break;
            case Effect.Adopt adopt:
                _catalog.Put(adopt.Settings);
                break;
            case Effect.Publish publish:
                Context.System.EventStream.Publish(publish.Event);
                break;
            case Effect.Tell tell:
                // The files of a stopped server go before its requester is answered.
                if (tell.Message is ServerStopped or ServerRetired) _entry.Results.Clear();
                tell.To.Tell(tell.Message, Self);
                break;
            case Effect.Log log:
                _log.Log(log.Level, null, "{0}", log.Text);
                break;
        }
    }

    private void Start(ServerProcess process, StartPermit? reserved, HandshakeAttempt? attempt = null)
    {
        try
        {
            var props = ProcessActor.Props(
                process.Generation.Settings, _environment, reserved, process.Instance.Subscribed, attempt, process.Instance.Queue, ListsOf(process),
                _entry.Results);
            process.Actor = Context.Watch(Context.ActorOf(props, attempt is null ? $"{process.Number}" : $"{process.Number}-again"));
            _processes.Add(process.Actor, process);
            process.Actor.Tell(new ProcessCommand.Start());
        }
        catch (Exception failure)
        {
            reserved?.Dispose();
            _log.Error(failure, "Server '{0}': the actor of its process could not be created", _policy.Name);
            _policy.Ended(process, null, $"the actor of its process could not be created: {failure.Message}");
        }
    }

    // Reading memory reads files, so it runs off the actor's thread.
    private void ReadMemory(ServerProcess process)
    {
        if (_environment.Ledger.Find(process.Lease ?? 0)?.Process is not { } kept)
        {
            Self.Tell(new MemoryRead(process, null));
            return;
        }
        Task.Run(kept.ReadMemory).PipeTo(
            Self,
            success: bytes => new MemoryRead(process, bytes),
            failure: error =>
            {
                _log.Warning(
                    error, "The memory of server '{0}' could not be read; the next attempt is in {1:0} s",
                    _policy.Name, ProcessLife.MemoryInterval.TotalSeconds);
                return new MemoryRead(process, null);
            });
    }

    private sealed record RequestWaits(Instance Instance) : IDeadLetterSuppression;

    private sealed record Answered(ServerProcess Process) : IDeadLetterSuppression;

    private sealed record MemoryRead(ServerProcess Process, long? Bytes) : IDeadLetterSuppression;
}
