using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// Everything that is decided about one server: its instances, their processes, who waits. It does nothing itself: each event changes its facts, and
/// <see cref="Settle"/> says what is to be done. Belongs to the ServerActor and is not thread-safe.
/// </summary>
internal sealed partial class ServerPolicy
{
    private readonly SortedDictionary<int, Instance> _instances = [];
    // Those that serve everybody and do not retire: they are looked at for each request.
    private readonly List<Instance> _common = [];
    private readonly Dictionary<IActorRef, Instance> _sessions = [];
    private readonly SortedSet<int> _waitForRoom = [];
    private readonly HashSet<Instance> _touched = [];
    private readonly HashSet<Instance> _changed = [];
    private readonly Waiters _waiters = new();
    private readonly RestartWindow _restarts;
    private readonly StartGate _gate;
    private readonly Func<TimeSpan> _clock;
    private readonly Action<Instance> _onWaiting;
    private List<Effect> _effects = [];
    private Waiter? _retirer;
    private int _lastInstance;
    private int _lastProcess;
    private (ServerState State, string? Reason) _published;

    /// <param name="settings">What is in force.</param>
    /// <param name="gate">Where each process passes.</param>
    /// <param name="restarts">The restarts of the server of late; it outlives this.</param>
    /// <param name="board">Where the server stands; it outlives this.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="onWaiting">Called from any thread when a request waits in an instance: <see cref="Touch"/> is to follow.</param>
    public ServerPolicy(
        ServerSettings settings, StartGate gate, RestartWindow restarts, ServerBoard board, Func<TimeSpan> clock, Action<Instance> onWaiting)
    {
        (_gate, _restarts, Board, _clock, _onWaiting) = (gate, restarts, board, clock, onWaiting);
        InForce = new Generation(++_lastGeneration, settings);
        Parked = board.Parked;
        (IsStopped, IsShuttingDown) = (board.IsStopped, board.IsShuttingDown);
        _published = board.State;
    }

    public string Name => InForce.Settings.Name;

    public ServerBoard Board { get; }

    public Generation InForce { get; private set; }

    public bool IsShuttingDown { get; private set; }

    public bool IsStopped { get; private set; }

    public bool IsRetiring => _retirer is not null;

    /// <summary>Why no process is started for another session; null where one is.</summary>
    public string? Parked { get; private set; }

    public IReadOnlyCollection<Instance> Instances => _instances.Values;

    public IReadOnlyCollection<Instance> Common => _common;

    public IEnumerable<ServerProcess> Processes => _instances.Values.SelectMany(instance => instance.Processes);

    public ServerStatus Status => Board.Now();

    public int WaiterCount => _waiters.Count;

    /// <summary>Whether nothing is to be looked at and nothing is to be done.</summary>
    public bool IsQuiet => _touched.Count == 0 && _effects.Count == 0;

    /// <summary>The instance that is being decided about; null while none is.</summary>
    public Instance? Deciding { get; private set; }

    private ServerSettings Settings => InForce.Settings;

    /// <summary>The ServerActor has just begun. What the last one had running is to run again.</summary>
    public void Begin(bool wasRunning)
    {
        Board.Clear();
        if (IsStopped || IsShuttingDown) return;
        if (Settings.Start == StartMode.Eager) StartAll();
        else if (wasRunning && Settings.Isolation != Isolation.Session) TheCommonOne().Wish = Wish.Up;
        TouchAll();
    }

    /// <summary>Looks at an instance again.</summary>
    public void Touch(Instance instance)
    {
        if (_instances.ContainsKey(instance.Number)) _touched.Add(instance);
    }

    /// <summary>Applies all rules, writes the board, and gives what is to be done, answers last.</summary>
    public IReadOnlyList<Effect> Settle()
    {
        do
        {
            while (_touched.Count > 0)
            {
                var instance = _touched.First();
                _touched.Remove(instance);
                _changed.Add(instance);
                Deciding = instance;
                while (_instances.ContainsKey(instance.Number) && InstanceRules.Decide(instance, this)) { }
                Deciding = null;
            }
            LookAtTrial();
            if (_waitForRoom.Count > 0) TryForRoom();
        }
        while (_touched.Count > 0);
        Board.IsStopped = IsStopped;
        Board.Put(Settings.Isolation, Parked, _restarts.Count);
        foreach (var instance in _changed)
        {
            if (_instances.ContainsKey(instance.Number)) Board.Put(instance.Number, instance.View());
            else Board.Remove(instance.Number);
        }
        _changed.Clear();
        var state = Board.State;
        if (state != _published) _effects.Add(new Effect.Publish(new ServerChanged(Name, _published.State, Board.Now())));
        _published = state;
        if (_waiters.Count > 0) _effects.AddRange(_waiters.Answers(this));
        var effects = _effects;
        _effects = [];
        return effects;
    }

    /// <summary>A request outside of a session.</summary>
    public void Send(IServerRequest request, IActorRef replyTo)
    {
        if (Refusal() is { } why) Refuse(replyTo, why);
        else if (Settings.Isolation == Isolation.Session && Parked is not null) Refuse(replyTo, ServerRefusals.Parked(Settings.Restart, Parked));
        else SendTo(ForRequest(), request, replyTo);
    }

    private void SendTo(Instance instance, IServerRequest request, IActorRef replyTo)
    {
        instance.Queue.Send(request, replyTo);
        if (!instance.Queue.IsOpen || instance.IsSingle) Touch(instance);
    }

    /// <summary>A session has its place from here on.</summary>
    public void Join(IActorRef session)
    {
        var why = Refusal() ?? (Settings.Isolation == Isolation.Session && Parked is not null ? ServerRefusals.Parked(Settings.Restart, Parked) : null);
        var instance = why is null ? ForSession(session) : null;
        if (instance?.Pause is Pause.Parked parked) why = ServerRefusals.Parked(instance.Target.Settings.Restart, parked.Why);
        if (why is not null)
        {
            Refuse(session, why);
            return;
        }
        _sessions[session] = instance!;
        instance!.Sessions[session] = instance.IsReady ? instance.Current!.Number : null;
        Touch(instance);
        _effects.Add(new Effect.Tell(session, new SessionJoined(Name, instance.Queue)));
    }

    /// <summary>An actor has stopped that had a session or had declared tasks.</summary>
    public void Gone(IActorRef actor)
    {
        if (_sessions.Remove(actor, out var instance))
        {
            instance.Sessions.Remove(actor);
            ScheduleLook(instance);
            Touch(instance);
        }
        if (_owners.TryGetValue(actor, out var own)) Retire(own, "its session has ended");
        TakeTasks(actor, null, null);
    }

    /// <summary>Cancels a call, wherever it is.</summary>
    public void Cancel(string callId)
    {
        foreach (var instance in _instances.Values)
        {
            instance.Queue.Cancel(callId);
            if (instance.IsSingle) Touch(instance);
        }
    }

    public void StartServer(IActorRef requester)
    {
        if (RefuseStart(requester)) return;
        (IsStopped, Parked) = (false, null);
        if (Settings.CommonWanted() == 0)
        {
            // Each session starts its own.
            _waiters.Add(new Waiter.Restarted(requester, [], []));
            return;
        }
        var first = TheOneToRun();
        var waiter = new Waiter.Started(requester, first);
        Start(first);
        FreeAllBut([first]);
        if (Settings.Start == StartMode.Eager) StartAll();
        _waiters.Add(waiter);
    }

    public void RestartServer(IActorRef requester)
    {
        if (RefuseStart(requester)) return;
        (IsStopped, Parked) = (false, null);
        var running = Live.Where(instance => instance.IsWished).ToHashSet();
        if (Settings.CommonWanted() > 0)
        {
            if (Settings.Start == StartMode.Eager) running.UnionWith(StartAll());
            else running.Add(TheOneToRun());
        }
        FreeAllBut(running);
        var outgoing = new List<ServerProcess>();
        var last = new List<(Instance Instance, int Last)>();
        foreach (var instance in running)
        {
            // A replacement that is in progress is this restart as well.
            var own = instance.Leaving.Where(process => process.IsReplaced).ToList();
            if (instance.Current is { } current && (instance.Next is not null || !instance.IsReplacing)) own.Add(current);
            outgoing.AddRange(own);
            last.Add((instance, instance.IsReplacing ? own.Max(process => process.Number) : _lastProcess));
        }
        _waiters.Add(new Waiter.Restarted(requester, last, outgoing));
        foreach (var instance in running)
        {
            if (instance.IsReplacing) Start(instance);
            else Restart(instance);
        }
    }

    private void Restart(Instance instance)
    {
        (instance.IsHeldBack, instance.IsProbing) = (false, false);
        if (instance.Current is { IsReady: true } serving) serving.Outdated = "a restart was requested";
        // It serves nobody: there is nothing to keep.
        else if (instance.Current is { } starting) End(starting, "a restart was requested");
        Start(instance);
    }

    public void StopServer(IActorRef requester)
    {
        IsStopped = true;
        _waiters.Add(new Waiter.Stopped(requester, Processes));
        foreach (var instance in _instances.Values)
        {
            if (instance.Wish != Wish.Retiring) Stop(instance);
            foreach (var draining in instance.Leaving.Where(process => process.Phase < ProcessPhase.Ending).ToList()) End(draining, "a stop was requested");
        }
    }

    private void Stop(Instance instance)
    {
        instance.Wish = Wish.Stopped;
        instance.IsProbing = false;
        Disarm(instance);
        instance.Fail(Failure(ServerFailure.Cancelled, "it is being stopped: a stop was requested."));
        if (instance.Processes.Any()) instance.Reason = null;
        EndSessions(instance, "it is being stopped on request");
        Touch(instance);
    }

    /// <summary>The server is removed.</summary>
    public void RetireServer(string why, IActorRef requester)
    {
        _waiters.Add(_retirer = new Waiter.Retired(requester, Processes));
        foreach (var instance in Live.ToList()) Retire(instance, why);
        if (Trial is not null) FailTrial(why);
    }

    /// <summary>No process is started any more.</summary>
    public void ShutDown()
    {
        const string why = "the host is shutting down";
        IsShuttingDown = Board.IsShuttingDown = true;
        foreach (var instance in Live)
        {
            Disarm(instance);
            if (instance.Next is { } next) End(next, why);
            if (instance.Pause is Pause.BackingOff pause) (instance.Pause, instance.Wish, instance.Reason) = (null, Wish.OnDemand, pause.Why);
            if (instance.Current is null) instance.Fail(Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown));
            else if (instance.WhyOutdated is not null) instance.FailWaiters(Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown));
            Touch(instance);
        }
        if (Trial is not null) FailTrial($"{why}.");
    }

    /// <summary>Its handling has thrown: the instance ends what it has and fails whoever waits, and the others go on.</summary>
    public void Crash(Instance instance, Exception error)
    {
        Deciding = null;
        var why = $"its handling failed: {error.Message}";
        instance.Fail(Failure(ServerFailure.NotRunning, $"{why}."));
        (instance.Pause, instance.IsProbing) = (null, false);
        if (instance.Next is { } next) End(next, why);
        if (instance.Current is { } current) End(current, why);
        if (instance.Wish == Wish.Up) instance.Wish = Wish.OnDemand;
        instance.Reason = why;
        Touch(instance);
    }

    /// <summary>The ServerActor has stopped: nobody waits any longer.</summary>
    public void Close(string why)
    {
        foreach (var instance in _instances.Values) instance.Queue.Shut(ServerFailure.NotRunning, why);
        _waiters.FailAll(Name, why);
    }

    /// <summary>Every session that has its place here.</summary>
    public IEnumerable<IActorRef> Sessions => _sessions.Keys;

    private IEnumerable<Instance> Live => _instances.Values.Where(instance => instance.Wish != Wish.Retiring);

    private string? Refusal() => IsRetiring ? RetiringRefusal : IsStopped ? ServerRefusals.StoppedOnRequest : null;

    private const string RetiringRefusal = "it is not configured any more, and takes nothing.";

    private bool RefuseStart(IActorRef requester)
    {
        if (IsRetiring) Refuse(requester, RetiringRefusal);
        else if (IsShuttingDown) _effects.Add(new Effect.Tell(requester, new Status.Failure(Failure(ServerFailure.ShuttingDown, ServerRefusals.ShuttingDown))));
        return IsRetiring || IsShuttingDown;
    }

    private void Refuse(IActorRef requester, string why) =>
        _effects.Add(new Effect.Tell(requester, new Status.Failure(Failure(ServerFailure.NotRunning, why))));

    private McpServerException Failure(ServerFailure failure, string why, ExitReport? exit = null) => new(Name, failure, $"Server '{Name}': {why}", exit);

    private void TouchAll() => _touched.UnionWith(_instances.Values);
}
