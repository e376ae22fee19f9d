using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// All decisions about one server: its instances, their processes and the waiters. The policy has no side effects: each
/// event changes its state, and <see cref="Settle"/> returns the effects. Used by the ServerActor only; not
/// thread-safe.
/// </summary>
internal sealed partial class ServerPolicy
{
    private readonly SortedDictionary<int, Instance> _instances = [];
    // The instances that serve all users and do not retire; each request searches them.
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

    /// <param name="settings">The settings in force.</param>
    /// <param name="gate">The gate that admits each start of a process.</param>
    /// <param name="restarts">The recent restarts of the server; outlives the policy.</param>
    /// <param name="board">The status of the server; outlives the policy.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="onWaiting">Called from any thread when a request waits in an instance; a <see cref="Touch"/> of the
    /// instance must follow.</param>
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

    /// <summary>The reason why no process is started for new sessions; null if processes are started.</summary>
    public string? Parked { get; private set; }

    public IReadOnlyCollection<Instance> Instances => _instances.Values;

    public IReadOnlyCollection<Instance> Common => _common;

    public IEnumerable<ServerProcess> Processes => _instances.Values.SelectMany(instance => instance.Processes);

    public ServerStatus Status => Board.Now();

    public int WaiterCount => _waiters.Count;

    /// <summary>Whether a process that serves everybody is ready.</summary>
    public bool HasReadyProcess => _common.Exists(instance => instance.IsReady);

    /// <summary>
    /// Whether the catalog may answer a request for a list. A server that refuses requests refuses this one, too.
    /// </summary>
    public bool AnswersFromCatalog =>
        !IsShuttingDown && Refusal() is null && Parked is null && _common.TrueForAll(instance => instance.Pause is not Pause.Parked);

    /// <summary>Whether there is no instance to look at and no effect to carry out.</summary>
    public bool IsQuiet => _touched.Count == 0 && _effects.Count == 0;

    /// <summary>The instance to which rules are being applied; null otherwise.</summary>
    public Instance? Deciding { get; private set; }

    private ServerSettings Settings => InForce.Settings;

    /// <summary>Begins with a new ServerActor; a process that ran before runs again.</summary>
    public void Begin(bool wasRunning)
    {
        Board.Clear();
        if (IsStopped || IsShuttingDown) return;
        if (Settings.Start == StartMode.Eager) StartAll();
        else if (wasRunning && Settings.Isolation != Isolation.Session) TheCommonOne().Wish = Wish.Up;
        TouchAll();
    }

    /// <summary>Marks an instance, so that <see cref="Settle"/> applies the rules to it.</summary>
    public void Touch(Instance instance)
    {
        if (_instances.ContainsKey(instance.Number)) _touched.Add(instance);
    }

    /// <summary>Applies all rules, writes the board, and returns the effects, answers last.</summary>
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

    /// <summary>
    /// Handles an exception: the instance ends its processes and fails its waiters, and the other instances continue.
    /// </summary>
    public void Crash(Instance instance, Exception error)
    {
        Deciding = null;
        var why = $"an internal error occurred: {error.Message}";
        instance.Fail(Failure(ServerFailure.NotRunning, $"{why}."));
        (instance.Pause, instance.IsProbing) = (null, false);
        if (instance.Next is { } next) End(next, why);
        if (instance.Current is { } current) End(current, why);
        if (instance.Wish == Wish.Up) instance.Wish = Wish.OnDemand;
        instance.Reason = why;
        Touch(instance);
    }

    /// <summary>Fails all waiting requests and waiters, because the ServerActor has stopped.</summary>
    public void Close(string why)
    {
        foreach (var instance in _instances.Values) instance.Queue.Shut(ServerFailure.NotRunning, why);
        _waiters.FailAll(Name, why);
    }

    /// <summary>The sessions of the server.</summary>
    public IEnumerable<IActorRef> Sessions => _sessions.Keys;

    private IEnumerable<Instance> Live => _instances.Values.Where(instance => instance.Wish != Wish.Retiring);

    private McpServerException Failure(ServerFailure failure, string why, ExitReport? exit = null) =>
        new(Name, failure, $"Server '{Name}': {why}", exit) { Outcome = RequestOutcome.NotSent };

    private void TouchAll() => _touched.UnionWith(_instances.Values);
}
