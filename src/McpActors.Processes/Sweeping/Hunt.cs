using System.Diagnostics;
using McpActors.Processes.Lineage;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Ends one lineage: asks its processes to exit, then kills them, however they fork meanwhile. A keeper that still runs
/// first gets the time of its ladder, because its proof is better than any scan.
/// </summary>
internal sealed class Hunt(LineageMark mark) : IDisposable
{
    /// <summary>
    /// The time between SIGTERM and SIGKILL: the same that a keeper grants to a server's remaining descendants.
    /// </summary>
    public static readonly TimeSpan TermGrace = TimeSpan.FromMilliseconds(500);

    // On a busy machine a keeper may be late.
    private static readonly TimeSpan KeeperMargin = TimeSpan.FromMilliseconds(250);

    // A process that outlives SIGKILL for this long waits in the kernel, or may not be signalled.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1);

    // While a process resists SIGKILL, others of its lineage may go on forking.
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<(int Pid, long StartTicks), Target> _targets = [];
    private string? _server;
    private Target? _keeper;
    private TimeSpan _keeperTime;
    private long _since = Stopwatch.GetTimestamp();
    private IReadOnlyList<Verdict> _last = [];
    private bool _grown;

    public LineageMark Mark => mark;

    public IEnumerable<KeyValuePair<(int Pid, long StartTicks), LineageMark>> Proven =>
        _targets.Where(target => !target.Value.Ended.IsCompleted).Select(target => KeyValuePair.Create(target.Key, mark));

    /// <summary>Nothing of the lineage was found by the last look.</summary>
    public bool IsOver => _last.Count == 0 && _targets.Values.All(target => target.Ended.IsCompleted);

    /// <summary>
    /// The lineage is being killed and still grew in the last look: a process that forks for ever is caught or lost
    /// within a millisecond.
    /// </summary>
    public bool IsChase => _grown && Stage() == Rung.Kill;

    /// <summary>Everything has been tried.</summary>
    public bool IsExhausted => Left() <= TimeSpan.Zero && Stage() == Rung.Kill;

    /// <summary>Completes when to look again: when all known processes have ended, or the next rung is due.</summary>
    public Task Next
    {
        get
        {
            var open = _targets.Values.Where(target => !target.Ended.IsCompleted).Select(target => target.Ended).ToList();
            if (IsChase || open.Count == 0) return Task.CompletedTask;
            var (left, most) = (Left(), Stage() == Rung.Kill ? KillInterval : TimeSpan.MaxValue);
            return Task.WhenAny(Task.WhenAll(open), Task.Delay(left <= TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most));
        }
    }

    /// <summary>Adds the processes that a scan found, and signals them.</summary>
    public void Pursue(IReadOnlyList<Verdict> verdicts, Sight sight)
    {
        // The server's name can be read only while one of its processes lives.
        _server ??= verdicts.Select(sight.ServerOf).FirstOrDefault(name => name is not null);
        _last = verdicts;
        _grown = false;
        // Dispose ended targets: a process that forks for ever would otherwise exhaust our descriptors.
        foreach (var ended in _targets.Values.Where(target => target.Ended.IsCompleted)) ended.Dispose();
        foreach (var verdict in verdicts)
        {
            var key = (verdict.Row.Pid, verdict.Row.StartTicks);
            if (_targets.ContainsKey(key)) continue;
            // Counts as growth even if it has ended since: it may have left a child.
            _grown = true;
            if (Target.TryOpen(verdict, sight.Evidence) is { } target) _targets[key] = target;
        }
        FollowKeeper();
        var rung = Stage();
        if (rung == Rung.Self)
        {
            if (_keeper!.Verdict.Row.IsStopped) _keeper.Continue();
        }
        else if (_keeper is not null && rung == Rung.Term)
        {
            _keeper.HurryKeeper();
        }
        else
        {
            // A keeper on the KILL rung waits for a process that nobody can end, and keeps trying.
            var spared = rung == Rung.Kill && _keeper is not null
                && KeeperRow.IsKilling(_keeper.Verdict.Row.Pid, _keeper.Verdict.Row.StartTicks) ? _keeper : null;
            foreach (var target in _targets.Values.Where(target => target != spared)) target.Signal(rung);
        }
    }

    /// <summary>The outcome for each process.</summary>
    public IEnumerable<LineageFinding> Findings => _targets.Values
        .Select(target => target.Verdict.Finding(
            _server,
            target.Ended.IsCompleted ? LineageOutcome.Ended : LineageOutcome.Survived,
            target.Rung,
            target.Ended.IsCompleted ? null : target.Refusal ?? WhyAlive(target)))
        .Concat(_last.Where(verdict => !_targets.ContainsKey((verdict.Row.Pid, verdict.Row.StartTicks)))
            .Select(verdict => verdict.Finding(_server, LineageOutcome.Survived, null, "no pidfd could be opened for it, or it changed while it was examined")));

    public void Dispose()
    {
        foreach (var target in _targets.Values) target.Dispose();
    }

    private static string WhyAlive(Target target) =>
        Scanning.ProcessTable.TryRead(target.Verdict.Row.Pid, out var now) && now.State == (byte)'D'
            ? "SIGKILL waits for a call that cannot be interrupted (state D)"
            : "it was sent SIGKILL and has not ended yet";

    // Only a dead host's keeper gets its ladder's time: a keeper of our own that does not do its work has had it.
    private void FollowKeeper()
    {
        if (_keeper is null && _last.Any(verdict => verdict.Standing == Standing.DeadHosts))
        {
            var eldest = _targets.Values.MinBy(target => KeeperRow.Age(target.Verdict.Row));
            if (eldest is null || KeeperRow.LadderOf(eldest.Verdict.Row) is not { } ladder) return;
            _keeper = eldest;
            _keeperTime = ladder + KeeperMargin;
            _since = Stopwatch.GetTimestamp();
        }
        else if (_keeper is { Ended.IsCompleted: true } && _keeperTime > TimeSpan.Zero)
        {
            _keeperTime = TimeSpan.Zero;
            _since = Stopwatch.GetTimestamp();
        }
    }

    // Self: the keeper climbs by itself. Term: the keeper is hurried, or without one all get SIGTERM. Kill: all get
    // SIGKILL.
    private Rung Stage()
    {
        var elapsed = Stopwatch.GetElapsedTime(_since);
        if (elapsed < _keeperTime) return Rung.Self;
        return elapsed < _keeperTime + TermGrace ? Rung.Term : Rung.Kill;
    }

    private TimeSpan Left()
    {
        var due = Stage() switch
        {
            Rung.Self => _keeperTime,
            Rung.Term => _keeperTime + TermGrace,
            _ => _keeperTime + TermGrace + KillPatience,
        };
        return due - Stopwatch.GetElapsedTime(_since);
    }
}
