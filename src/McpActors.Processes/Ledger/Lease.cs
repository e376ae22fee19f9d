using McpActors.Processes.Lineage;
using McpActors.Processes.Sweeping;

namespace McpActors.Processes.Ledger;

/// <summary>
/// Our claim on one process, from before it is started until it is extinct. The process may come after its owner has gone:
/// what was asked of the lease meanwhile is then done to the process at once, so that no order of events loses it. Thread-safe.
/// </summary>
internal sealed class Lease
{
    private readonly Lock _lock = new();
    private readonly LeaseLedger _ledger;
    private readonly TaskCompletionSource<ExitReport> _extinct = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KeptProcess? _process;
    private LeaseState _state = LeaseState.Starting;
    private string? _reason;
    private long? _ladderBegun;
    private bool _hurried;
    private bool _givenUp;

    internal Lease(LeaseLedger ledger, long id, string server, TimeSpan ladder)
    {
        _ledger = ledger;
        Id = id;
        Server = server;
        Ladder = ladder;
        Since = ledger.Time.GetUtcNow();
    }

    /// <summary>Unique within the host, counted from 1.</summary>
    public long Id { get; }

    /// <summary>The server's configured name.</summary>
    public string Server { get; }

    /// <summary>How long the ladder may take, from the close of stdin to the kill.</summary>
    public TimeSpan Ladder { get; }

    /// <summary>When the lease was opened.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>What every process of it bears.</summary>
    public ProcessLineage Lineage => new(_ledger.Host, Server, Id);

    /// <summary>Where it stands.</summary>
    public LeaseState State
    {
        get { lock (_lock) return _state; }
    }

    internal bool IsGivenUp
    {
        get { lock (_lock) return _givenUp; }
    }

    /// <summary>The process, once it is there; null before, and for a lease whose start failed.</summary>
    public KeptProcess? Process
    {
        get { lock (_lock) return _process; }
    }

    /// <summary>Completes, never faulted, when the process has ended or could not be started. See <see cref="ExitReport.Confirmed"/>.</summary>
    public Task<ExitReport> Extinct => _extinct.Task;

    /// <summary>How long ago the ladder was begun; null while it was not.</summary>
    public TimeSpan? Stopping
    {
        get { lock (_lock) return _ladderBegun is { } since ? _ledger.Time.GetElapsedTime(since) : null; }
    }

    /// <summary>The process is there. What was asked of the lease meanwhile is done to it at once. To be called once.</summary>
    public void Attach(KeptProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        bool stop, kill;
        lock (_lock)
        {
            _process = process;
            stop = _ladderBegun is not null;
            kill = _hurried;
            if (stop) _ladderBegun = _ledger.Time.GetTimestamp();
            else _state = LeaseState.Running;
        }
        // First of all: whatever goes wrong below, the end is seen.
        process.Extinct.ContinueWith(
            ended => End(ended.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (kill) process.Kill(_reason);
        else if (stop) process.Stop(_reason);
    }

    /// <summary>The process could not be started: nothing of it is left.</summary>
    public void StartFailed(string error) =>
        End(new ExitReport { Confirmed = true, Pid = 0, StartError = error, Elapsed = _ledger.Time.GetUtcNow() - Since });

    /// <summary>Its owner begins the ladder. Idempotent.</summary>
    public void Stop(string? reason = null) => BeginLadder(LeaseState.Stopping, reason);

    /// <summary>
    /// Its owner goes. Begins the ladder and leaves the rest to the reaper.
    /// </summary>
    /// <returns>False where the exit is confirmed already, so that there is nothing to hand over.</returns>
    public bool Orphan(string? reason = null)
    {
        BeginLadder(LeaseState.Orphaned, reason);
        return State == LeaseState.Orphaned;
    }

    /// <summary>Goes to the KILL rung now, or as soon as the process is there. Idempotent.</summary>
    public void Hurry(string reason)
    {
        Stop(reason);
        KeptProcess? process;
        lock (_lock)
        {
            _hurried = true;
            process = _process;
        }
        process?.Kill(reason);
    }

    /// <summary>
    /// Its keeper does not do what it is told: from here on what it holds is ended by its lineage, and the keeper with it. Not where the keeper
    /// is killing: then it waits for what nobody can end, and its proof is still to come. Idempotent.
    /// </summary>
    public void GiveUpKeeper()
    {
        if (Process is { Containment: Containment.Keeper } process && KeeperRow.IsKilling(process.Identity.Pid, process.Identity.StartTicks)) return;
        lock (_lock) _givenUp = true;
    }

    /// <summary>Its keeper ended without proof, and a complete scan of the process table found nothing of it any more. Idempotent.</summary>
    public void Settle()
    {
        int pid;
        lock (_lock)
        {
            if (_state == LeaseState.Extinct) return;
            _state = LeaseState.Extinct;
            pid = _process?.Identity.Pid ?? 0;
        }
        _ledger.Close(this);
        _extinct.TrySetResult(new ExitReport { Confirmed = false, Pid = pid, Reason = "its keeper was given up, and what it held was ended by lineage" });
    }

    private void BeginLadder(LeaseState next, string? reason)
    {
        KeptProcess? process;
        lock (_lock)
        {
            if (_state == LeaseState.Extinct) return;
            if (next > _state) _state = next;
            _reason ??= reason;
            if (_ladderBegun is not null) return;
            _ladderBegun = _ledger.Time.GetTimestamp();
            process = _process;
        }
        process?.Stop(reason);
    }

    private void End(ExitReport report)
    {
        bool settled, ownerless;
        lock (_lock)
        {
            if (_state == LeaseState.Extinct) return;
            // Where there is no keeper there never will be a proof: the report says so, and the lease ends with it.
            settled = report.Confirmed || _process?.Containment == Containment.Tree;
            ownerless = _state == LeaseState.Orphaned;
            _state = settled ? LeaseState.Extinct : LeaseState.Orphaned;
        }
        // An owner disposes its process when it has read the last of stdout. Here nobody will.
        if (ownerless) _process?.Dispose();
        if (settled) _ledger.Close(this);
        _extinct.TrySetResult(report);
    }
}
