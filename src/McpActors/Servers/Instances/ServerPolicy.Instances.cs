using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>The instances of a server, the life of their processes, and their users.</summary>
internal sealed partial class ServerPolicy
{
    private readonly Dictionary<IActorRef, Instance> _owners = [];
    private readonly HashSet<ServerProcess> _withWork = [];

    private Instance TheCommonOne() => _common.FirstOrDefault() ?? NewInstance(null, isSingleton: false);

    private Instance TheOneToRun() => _common.Find(instance => instance.IsWished) ?? TheCommonOne();

    private Instance ForRequest() => Settings.Isolation switch
    {
        Isolation.Shared => TheCommonOne(),
        Isolation.Pool => Placement.Least(_common, Settings.PoolSize, instance => instance.Queue.Load) ?? NewInstance(null, isSingleton: false),
        _ => NewInstance(null, isSingleton: true),
    };

    private Instance ForSession(IActorRef session) => Settings.Isolation switch
    {
        Isolation.Shared => TheCommonOne(),
        Isolation.Pool => Placement.Least(_common, Settings.PoolSize, instance => instance.Sessions.Count) ?? NewInstance(null, isSingleton: false),
        // A session joins again after a restart of the ServerActor.
        _ => _owners.GetValueOrDefault(session) ?? NewInstance(session, isSingleton: false),
    };

    private Instance NewInstance(IActorRef? owner, bool isSingleton)
    {
        Instance? instance = null;
        var queue = new RequestQueue(Name, () => _onWaiting(instance!)) { Capacity = Settings.MaxWaiting };
        instance = new Instance(++_lastInstance, owner, isSingleton, queue, InForce);
        _instances.Add(instance.Number, instance);
        if (instance.IsCommon) _common.Add(instance);
        if (owner is not null) _owners.Add(owner, instance);
        Touch(instance);
        return instance;
    }

    private List<Instance> StartAll()
    {
        while (_common.Count < Settings.CommonWanted()) NewInstance(null, isSingleton: false);
        foreach (var instance in _common) Start(instance);
        return _common;
    }

    private void Start(Instance instance)
    {
        if (instance.Current is null && instance.Leaving.Count == 0 && instance.Pause is not Pause.BackingOff) _restarts.Clear();
        Disarm(instance);
        (instance.Wish, instance.Pause, instance.IsProbing) = (Wish.Up, null, false);
        Touch(instance);
    }

    // Stopped and parked instances start on demand from now on.
    private void FreeAllBut(IReadOnlyCollection<Instance> those)
    {
        foreach (var instance in Live.Where(instance => !those.Contains(instance)))
        {
            instance.IsProbing = false;
            if (instance.Wish == Wish.Stopped) instance.Wish = Wish.OnDemand;
            if (instance.Pause is Pause.Parked) Unpark(instance);
            Touch(instance);
        }
    }

    private void Unpark(Instance instance)
    {
        Disarm(instance);
        _restarts.Clear();
        (instance.Wish, instance.Pause, instance.IsProbing, instance.Reason) = (Wish.OnDemand, null, false, null);
    }

    /// <summary>Lets an instance finish its requests in flight, and end.</summary>
    internal void Retire(Instance instance, string why)
    {
        if (instance.Wish == Wish.Retiring) return;
        (instance.Wish, instance.WhyEnded) = (Wish.Retiring, why);
        _common.Remove(instance);
        Disarm(instance);
        instance.Fail(Failure(ServerFailure.Cancelled, $"it is being stopped: {why}."));
        EndSessions(instance, why);
        Touch(instance);
    }

    internal bool Forget(Instance instance)
    {
        _instances.Remove(instance.Number);
        if (instance.Owner is { } owner) _owners.Remove(owner);
        _waitForRoom.Remove(instance.Number);
        Disarm(instance);
        _effects.Add(new Effect.Disarm(new Alarm.Look(instance)));
        _effects.Add(new Effect.Disarm(new Alarm.Hold(instance)));
        return false;
    }

    internal static string WhyStopped(Instance instance) => instance.WhyEnded ?? "a stop was requested";

    private void EndSessions(Instance instance, string why)
    {
        foreach (var session in instance.Sessions.Keys)
        {
            _sessions.Remove(session);
            _effects.Add(new Effect.Tell(session, new SessionServerGone(why)));
        }
        instance.Sessions.Clear();
    }

    /// <summary>Notifies the sessions that knew another process than the current one.</summary>
    internal void ServeSessions(Instance instance, string why)
    {
        var current = instance.Current!.Number;
        foreach (var (session, known) in instance.Sessions)
        {
            if (known is not null && known != current) _effects.Add(new Effect.Tell(session, new SessionProcessReplaced(why)));
            instance.Sessions[session] = current;
        }
        ScheduleLook(instance);
    }

    /// <summary>Begins work in a process that serves everybody, or in the process of a session.</summary>
    public void BeginWork(BeginWork begin, IActorRef owner, IActorRef? session, bool canBeWatched)
    {
        var instance = session is not null ? _sessions.GetValueOrDefault(session)
            : _common.Where(common => common.IsReady).MinBy(common => common.Current!.Work.Count) ?? _common.FirstOrDefault();
        var why = IsRetiring ? RetiringRefusal
            : session is null && Settings.Isolation == Isolation.Session ? $"each session has a process of its own; work '{begin.Work}' needs a session: send BeginWork to the session."
            : instance is not { IsReady: true }
                ? $"no process is ready for work '{begin.Work}'; it is {instance?.State ?? ServerState.Stopped}. StartServer starts one."
            // An Ask's temporary actor sends no Terminated, and nobody else knows its name.
            : !canBeWatched
                ? $"work '{begin.Work}' would never end: it was begun by an Ask or without a sender, and only its sender's EndWork or end ends it. "
                    + "Send BeginWork and EndWork with the same actor as their sender."
            : null;
        if (why is not null)
        {
            Refuse(owner, why);
            return;
        }
        var process = instance!.Current!;
        process.Work.Add((owner, begin.Work));
        _withWork.Add(process);
        Touch(instance);
        _effects.Add(new Effect.Tell(owner, new WorkBegun(Name, begin.Work, process.Lease ?? 0)));
    }

    /// <summary>Ends work that was begun in the server, or in the process of a session.</summary>
    public void EndWork(string work, IActorRef owner, IActorRef? session)
    {
        if (session is null) TakeWork(owner, work, null);
        else if (_sessions.TryGetValue(session, out var instance)) TakeWork(owner, work, instance);
    }

    private void TakeWork(IActorRef owner, string? work, Instance? only)
    {
        foreach (var process in _withWork.ToList())
        {
            if (only is not null && process.Instance != only) continue;
            if (process.Work.RemoveWhere(begun => begun.Owner.Equals(owner) && (work is null || begun.Work == work)) == 0) continue;
            ScheduleLook(process.Instance);
            Touch(process.Instance);
            if (process.Work.Count > 0) continue;
            _withWork.Remove(process);
            if (process.Phase == ProcessPhase.Draining && process.IsAnswered) End(process, process.EndReason!);
        }
    }

    /// <summary>Handles an alarm.</summary>
    public void OnAlarm(Alarm alarm)
    {
        switch (alarm)
        {
            case Alarm.Retry { Instance: var instance } when instance.Pause is Pause.BackingOff:
                instance.Pause = null;
                Touch(instance);
                break;
            case Alarm.Probe { Instance: var instance } when instance.Pause is Pause.Parked && !IsShuttingDown:
                (instance.IsProbing, instance.Pause, instance.Wish) = (true, null, Wish.Up);
                Touch(instance);
                break;
            case Alarm.Stable { Process: { IsReady: true } process }:
                _restarts.Forget(process.Instance);
                break;
            case Alarm.Look { Instance: var instance }:
                Look(instance);
                break;
            case Alarm.Hold { Instance: var instance }:
                instance.IsHeldBack = false;
                Look(instance);
                Touch(instance);
                break;
            case Alarm.Drained { Process: var process }:
                End(process, process.EndReason!);
                break;
            case Alarm.Unpark:
                Parked = null;
                break;
        }
    }

    private bool IsLooking(Instance instance) =>
        instance is { IsReady: true, Wish: Wish.Up, IsHeldBack: false, WhyOutdated: null } && !IsShuttingDown;

    // One timer per instance, set for the earliest time at which a limit can be reached.
    private void ScheduleLook(Instance instance)
    {
        var alarm = new Alarm.Look(instance);
        _effects.Add(new Effect.Disarm(alarm));
        if (IsLooking(instance) && instance.Current!.Generation.Life.NextLook(instance.Use(_clock())) is { } pause)
            _effects.Add(new Effect.Arm(alarm, pause));
    }

    private void Look(Instance instance)
    {
        if (!IsLooking(instance)) return;
        var current = instance.Current!;
        if (instance.Next is null && current.Generation.Life.WhyRest(instance.Use(_clock())) is { } rest)
            Rest(instance, current, rest);
        else if (current.Generation.Life.HasMemoryLimit && current.Lease is not null)
            _effects.Add(new Effect.ReadMemory(current));
        else MemoryRead(current, null);
    }

    private void Rest(Instance instance, ServerProcess current, string why)
    {
        // Holding the queue first sends later requests to the next process; then the process closes if it is still
        // idle.
        instance.Queue.Hold();
        Touch(instance);
        if (!current.Requests!.TryCloseIdle())
        {
            ScheduleLook(instance);
            return;
        }
        current.IsIdle = true;
        instance.Wish = Wish.OnDemand;
        End(current, why);
    }

    /// <summary>Handles the memory of a process and its descendants, in bytes; null if it is unknown.</summary>
    public void MemoryRead(ServerProcess process, long? bytes)
    {
        var instance = process.Instance;
        if (process != instance.Current || !IsLooking(instance)) return;
        if (instance.Next is null && process.Generation.Life.WhyReplace(instance.Use(_clock()), bytes) is { } why)
        {
            Log(LogLevel.InfoLevel, $"Server '{Name}' gets a new process: {why}");
            process.Outdated = why;
            Touch(instance);
        }
        ScheduleLook(instance);
    }

    private void Disarm(Instance instance)
    {
        _effects.Add(new Effect.Disarm(new Alarm.Retry(instance)));
        _effects.Add(new Effect.Disarm(new Alarm.Probe(instance)));
    }

    private void Log(LogLevel level, string text) => _effects.Add(new Effect.Log(level, text));
}
