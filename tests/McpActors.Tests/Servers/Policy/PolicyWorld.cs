namespace McpActors.Tests.Servers.Policy;

/// <summary>
/// A <see cref="ServerPolicy"/> among simulated processes, callers, sessions and a clock: one seed always gives the
/// same sequence of events. The invariants are checked after each event; at the end everything may finish, and every
/// requester must have an answer.
/// </summary>
internal sealed partial class PolicyWorld : ITimeProvider
{
    private static readonly string[] Names =
        ["start", "stop", "restart", "replace", "call", "call", "call", "cancel", "join", "talk", "leave", "begin work", "end work", "answer", "answer",
         "step", "step", "step", "step", "step", "die", "fail", "kill", "kill", "time", "time", "drained", "drained"];

    private static readonly ExitReport[] Exits =
    [
        new() { Confirmed = true, Pid = 1, ExitCode = 0 },
        new() { Confirmed = true, Pid = 2, ExitCode = 7 },
        new() { Confirmed = true, Pid = 0, StartError = "no such program" },
    ];

    private readonly Random _random;
    private readonly StartGate _gate;
    private readonly ServerPolicy _policy;
    private readonly LimitSettings _limits;
    private readonly ServerBoard _board = new("a");
    private readonly List<FakeProcess> _processes = [];
    private readonly List<Caller> _callers = [];
    private readonly List<Caller> _sessions = [];
    private readonly List<(Caller Owner, string Work)> _work = [];
    private readonly SortedDictionary<(TimeSpan At, int Number), Alarm> _alarms = [];
    private readonly Dictionary<Alarm, (TimeSpan At, int Number)> _armed = [];
    private readonly HashSet<Instance> _wanting = [];
    private readonly List<string> _said = [];
    private TimeSpan _now;
    private int _names;
    private int _ready;
    private bool _shutDown;
    private bool _refused;

    public PolicyWorld(int seed, ServerSettings? settings = null, LimitSettings? limits = null)
    {
        _random = new Random(seed);
        _limits = limits ?? new LimitSettings { MaxProcesses = _random.Next(1, 5), MaxStarting = _random.Next(1, 3), MaxQueue = _random.Next(4) == 0 ? 1 : 100 };
        _gate = new StartGate(_limits);
        var random = new Random(seed);
        _policy = new ServerPolicy(settings ?? Definition(), _gate, new RestartWindow(this, random), _board, () => _now, instance => _wanting.Add(instance));
        _said.Add($"{_limits.MaxProcesses} processes at most, {_policy.InForce.Settings.Isolation} {_policy.InForce.Settings.PoolSize}");
        _policy.Begin(wasRunning: false);
        Settle();
    }

    public DateTimeOffset Now => DateTimeOffset.UnixEpoch + _now;

    public TimeSpan MonotonicClock => _now;

    public TimeSpan HighResMonotonicClock => _now;

    public ServerPolicy Policy => _policy;

    public IReadOnlyList<FakeProcess> Processes => _processes;

    /// <summary>The published states of the server.</summary>
    public List<ServerChanged> Changes { get; } = [];

    public string Story => string.Join("; ", _said);

    public void Run(int events)
    {
        for (var i = 0; i < events; i++) Happen(_random.Next(60) == 0 ? "shut down" : _random.Next(60) == 0 ? "retire" : Names[_random.Next(Names.Length)]);
        Finish();
    }

    private ServerSettings Definition() => new()
    {
        Name = "a",
        Command = "x",
        Isolation = (Isolation)_random.Next(3),
        PoolSize = _random.Next(1, 4),
        Start = _random.Next(4) == 0 ? StartMode.Eager : StartMode.OnDemand,
        MaxProcesses = _random.Next(1, 5),
        MaxWaiting = _random.Next(4) == 0 ? 1 : 100,
        IdleTimeout = _random.Next(3) == 0 ? TimeSpan.FromSeconds(5) : TimeSpan.Zero,
        MaxLifetime = _random.Next(3) == 0 ? TimeSpan.FromSeconds(20) : TimeSpan.Zero,
        DrainTimeout = TimeSpan.FromSeconds(30),
        Restart = new RestartSettings { MaxRestarts = _random.Next(4), ProbeInterval = _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(1) },
    };

    private void Happen(string name)
    {
        _said.Add(name);
        var before = _names;
        switch (name)
        {
            case "start":
                var hasCommon = _policy.InForce.Settings.CommonWanted() > 0;
                _policy.StartServer(NewCaller(told => Expect(
                    told is not ServerStarted || !hasCommon || _policy.Instances.Any(instance => instance.IsReady), "a start was answered, and nothing is ready")));
                ExpectNoneStopped("a start");
                break;
            case "stop":
                var running = _policy.Processes.ToList();
                _policy.StopServer(NewCaller(_ => Expect(
                    running.TrueForAll(process => process.Phase == ProcessPhase.Extinct), "a stop was answered before all processes were extinct")));
                break;
            case "restart":
                var ready = _ready;
                // A replacement in progress counts as the restart.
                var joins = _policy.InForce.Settings.CommonWanted() == 0 || _policy.Instances.Any(instance => instance.IsReplacing);
                var serving = _policy.Instances.Where(instance => instance is { IsReplacing: false, Current: not null }).Select(instance => instance.Current!).ToList();
                var asked = new List<Instance>();
                _policy.RestartServer(NewCaller(told =>
                {
                    if (told is not ServerStarted) return;
                    // Retiring instances no longer count.
                    var isLess = asked.Count > 0 && asked.Exists(instance => instance.Wish == Wish.Retiring);
                    Expect(joins || isLess || _ready > ready, "a restart was answered, and no other process has been ready");
                    Expect(serving.TrueForAll(process => process.Phase == ProcessPhase.Extinct), "a restart was answered before the old processes were extinct");
                }));
                asked.AddRange(_policy.Instances);
                ExpectNoneStopped("a restart");
                break;
            // ServersActor runs one reload after the other.
            case "replace" when _policy.Trial is null:
                var old = _policy.Processes.Where(process => !process.IsReplaced).ToList();
                _policy.Replace(Definition(), NewCaller(told => Expect(
                    told is not ServerReplaced { Failure: null } || old.TrueForAll(process => process.Phase == ProcessPhase.Extinct),
                    "a reload was done before the old processes were extinct")));
                break;
            case "call":
                _policy.Send(new CallTool("a", "x", new Dictionary<string, System.Text.Json.JsonElement>(), null, $"{_names + 1}"), NewCaller());
                break;
            case "cancel" when _callers.Count > 0:
                _policy.Cancel($"{_random.Next(_names + 1)}");
                break;
            case "join":
                var session = new Caller($"session-{++_names}");
                _sessions.Add(session);
                _policy.Join(session);
                break;
            // Past the ServerActor, as sessions do.
            case "talk" when Any(_sessions) is { Queue: { } queue, IsOver: false }:
                queue.Send(new ListTools("a"), NewCaller());
                break;
            case "leave" when Any(_sessions) is { } leaving:
                _sessions.Remove(leaving);
                _policy.Gone(leaving);
                break;
            case "begin work":
                var owner = NewCaller();
                _policy.BeginWork(new BeginWork("a", "t"), owner, Any(_sessions), canBeWatched: true);
                _work.Add((owner, "t"));
                break;
            case "end work" when _work.Count > 0:
                var (who, task) = _work[_random.Next(_work.Count)];
                _work.Remove((who, task));
                if (_random.Next(2) == 0) _policy.EndWork(task, who, null);
                else _policy.Gone(who);
                break;
            case "answer" when Any(_processes.FindAll(process => process.Count > 0)) is { } busy:
                busy.AnswerOne(_random.Next(100));
                break;
            case "step" when Any(_processes.FindAll(CanStep)) is { } process:
                Step(process);
                break;
            case "die" when Any(_processes.FindAll(process => process.IsReady && !process.IsGone)) is { } dying:
                End(dying, Exits[1], null);
                break;
            case "fail" when Any(_processes.FindAll(process => process.IsLaunched && !process.IsReady && !process.IsGone)) is { } failing:
                End(failing, Exits[_random.Next(Exits.Length)], "it failed");
                break;
            case "kill" when Any(_processes.FindAll(process => !process.IsGone)) is { } killed && _random.Next(3) == 0:
                End(killed, null, "its actor crashed");
                break;
            case "time":
                Pass();
                break;
            case "drained" when Any(_processes.FindAll(process => process.IsDrainDue && !process.IsGone)) is { } drained:
                _policy.Answered(drained.Process);
                break;
            case "shut down":
                _shutDown = true;
                _policy.ShutDown();
                break;
            case "retire" when !_policy.IsRetiring && _policy.Trial is null:
                _policy.RetireServer("it was removed", NewCaller());
                break;
        }
        if (_names > before) _said[^1] += $" {_names}";
        Settle();
        Check();
    }

    // The effects that the ServerActor carries out.
    public void Settle()
    {
        do
        {
            foreach (var instance in _wanting) _policy.Touch(instance);
            _wanting.Clear();
            foreach (var effect in _policy.Settle()) Do(effect);
            foreach (var over in _sessions.FindAll(session => session.IsOver))
            {
                _sessions.Remove(over);
                _policy.Gone(over);
                _wanting.UnionWith(_policy.Instances.Take(1));
            }
        }
        while (_wanting.Count > 0);
        Board();
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Start start:
                var process = new FakeProcess(start.Process, $"{start.Process.Number}");
                start.Process.Actor = process;
                _processes.Add(process);
                process.Permit = _gate.Enter(start.Process.Generation.Settings, process, start.Reserved);
                break;
            case Effect.Drain drain:
                _ = ((FakeProcess)drain.Process.Actor).DrainAsync();
                if (drain.Within is { } within) Arm(new Alarm.Drained(drain.Process), within);
                break;
            case Effect.End end:
                ((FakeProcess)end.Process.Actor).IsEnding = true;
                ((FakeProcess)end.Process.Actor).FailAll();
                break;
            case Effect.Arm arm:
                Arm(arm.Alarm, arm.After);
                break;
            case Effect.Disarm disarm:
                if (_armed.Remove(disarm.Alarm, out var key)) _alarms.Remove(key);
                break;
            case Effect.Publish { Event: ServerChanged change }:
                Changes.Add(change);
                break;
            case Effect.ReadMemory read:
                _policy.MemoryRead(read.Process, null);
                break;
            case Effect.Tell tell:
                tell.To.Tell(tell.Message);
                break;
        }
    }

    private void Arm(Alarm alarm, TimeSpan after)
    {
        if (_armed.Remove(alarm, out var before)) _alarms.Remove(before);
        var key = (_now + after, ++_names);
        _armed[alarm] = key;
        _alarms[key] = alarm;
    }

    private bool Pass()
    {
        if (_alarms.Count == 0) return false;
        var (key, alarm) = _alarms.First();
        _alarms.Remove(key);
        _armed.Remove(alarm);
        if (key.At > _now) _now = key.At;
        _policy.OnAlarm(alarm);
        return true;
    }

    private static bool CanStep(FakeProcess process) =>
        !process.IsGone && (process.IsEnding || process.WhyRefused is not null || (process.IsAdmitted && !process.IsReady));

    // The next step of a healthy process.
    private void Step(FakeProcess process)
    {
        if (process.IsEnding) End(process, process.IsLaunched ? Exits[0] : null, null);
        else if (process.WhyRefused is { } why)
        {
            process.IsGone = true;
            process.Permit?.Dispose();
            _refused = true;
            _policy.Refused(process.Process, why);
        }
        else if (!process.IsLaunched)
        {
            process.IsLaunched = true;
            _policy.Launched(process.Process, new ProcessLaunched(process.Process.Number, process.Process.Number, Containment.Keeper));
        }
        else
        {
            process.IsReady = true;
            _ready++;
            process.Permit?.Started();
            _policy.Ready(process.Process, "x", "1", process);
        }
    }

    private void End(FakeProcess process, ExitReport? exit, string? failure)
    {
        process.IsGone = true;
        process.FailAll();
        process.Permit?.Dispose();
        _policy.Ended(process.Process, exit, failure);
    }

    /// <summary>Lets everything continue successfully until nothing is left to do.</summary>
    /// <param name="afterEach">Called after each step.</param>
    public void LetFinish(Action? afterEach = null)
    {
        for (var i = 0; i < 10_000; i++)
        {
            if (_processes.Find(CanStep) is { } process) Step(process);
            else if (_processes.Find(process => process.Count > 0) is { } busy) busy.AnswerOne(0);
            else if (_processes.Find(process => process.IsDrainDue && !process.IsGone) is { } drained) _policy.Answered(drained.Process);
            else if (_work.Count > 0)
            {
                _policy.Gone(_work[0].Owner);
                _work.RemoveAt(0);
            }
            // Time also passes for processes that wait for a place.
            else if (i > 500 && _processes.Find(process => process is { IsGone: false, IsAdmitted: false }) is { } late) late.GiveUp();
            // Probes of a parked server and replacements of old processes never end, so they do not count.
            else if (_alarms.Values.Any(alarm => alarm is Alarm.Retry or Alarm.Hold or Alarm.Drained)) Pass();
            // It has waited as long as its start-wait allows.
            else if (_processes.Find(process => process is { IsGone: false, IsAdmitted: false }) is { } waiting) waiting.GiveUp();
            else return;
            Settle();
            Check();
            afterEach?.Invoke();
        }
        Expect(false, $"it never comes to rest: {string.Join(", ", _policy.Instances)}; {string.Join(", ", _alarms.Select(alarm => $"{alarm.Key.At} {alarm.Value.GetType().Name}"))}");
    }

    public Caller NewCaller(Action<object>? onTold = null)
    {
        var caller = new Caller($"{++_names}", onTold);
        _callers.Add(caller);
        return caller;
    }

    private T? Any<T>(List<T> those)
        where T : class => those.Count == 0 ? null : those[_random.Next(those.Count)];
}
