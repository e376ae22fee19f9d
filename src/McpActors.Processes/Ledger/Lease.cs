using McpActors.Processes.Lineage;
using McpActors.Processes.Sweeping;

namespace McpActors.Processes.Ledger;

/// <summary>
/// The host's claim on one process, from before its start until it is extinct. The process may be attached after its
/// owner has gone: requests made before are then applied at once, so that no order of events loses a process.
/// Thread-safe.
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

    /// <summary>The id, unique within the host; the first is 1.</summary>
    public long Id { get; }

    /// <summary>The server's configured name.</summary>
    public string Server { get; }

    /// <summary>The longest duration of the ladder, from closing stdin to SIGKILL.</summary>
    public TimeSpan Ladder { get; }

    /// <summary>The time at which the lease was opened.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>The lineage that every process of the lease bears.</summary>
    public ProcessLineage Lineage => new(_ledger.Host, Server, Id);

    /// <summary>The current state.</summary>
    public LeaseState State
    {
        get { lock (_lock) return _state; }
    }

    internal bool IsGivenUp
    {
        get { lock (_lock) return _givenUp; }
    }

    /// <summary>The process; null before it is attached, and for a lease whose start failed.</summary>
    public KeptProcess? Process
    {
        get { lock (_lock) return _process; }
    }

    /// <summary>
    /// Completes when the process has ended or could not be started; never faulted. See <see
    /// cref="ExitReport.Confirmed"/>.
    /// </summary>
    public Task<ExitReport> Extinct => _extinct.Task;

    /// <summary>The time since the ladder began; null if it has not begun.</summary>
    public TimeSpan? Stopping
    {
        get { lock (_lock) return _ladderBegun is { } since ? _ledger.Time.GetElapsedTime(since) : null; }
    }

    /// <summary>Attaches the started process and applies earlier requests to it. Call it once.</summary>
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
        // First, so that the end is observed even if a later line throws.
        process.Extinct.ContinueWith(
            ended => End(ended.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (kill) process.Kill(_reason);
        else if (stop) process.Stop(_reason);
    }

    /// <summary>Ends the lease: the process could not be started, so nothing of it is left.</summary>
    public void StartFailed(string error) =>
        End(new ExitReport { Confirmed = true, Pid = 0, StartError = error, Elapsed = _ledger.Time.GetUtcNow() - Since });

    /// <summary>Begins the ladder for the owner. Idempotent.</summary>
    public void Stop(string? reason = null) => BeginLadder(LeaseState.Stopping, reason);

    /// <summary>Begins the ladder because the owner goes, and leaves the rest to the reaper.</summary>
    /// <returns>False if the exit is already confirmed, so that nothing is handed over.</returns>
    public bool Orphan(string? reason = null)
    {
        BeginLadder(LeaseState.Orphaned, reason);
        return State == LeaseState.Orphaned;
    }

    /// <summary>Goes to the KILL rung now, or as soon as the process is attached. Idempotent.</summary>
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
    /// Gives up a keeper that does not do its work: from now on the keeper and its processes are ended by lineage. Does
    /// nothing while the keeper is killing, because it then waits for a process that nobody can end, and its proof may
    /// still come. Idempotent.
    /// </summary>
    public void GiveUpKeeper()
    {
        if (Process is { Containment: Containment.Keeper } process && KeeperRow.IsKilling(process.Identity.Pid, process.Identity.StartTicks)) return;
        lock (_lock) _givenUp = true;
    }

    /// <summary>
    /// Closes the lease after its keeper ended without proof and a complete scan of the process table found nothing
    /// left. Idempotent.
    /// </summary>
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
        _extinct.TrySetResult(new ExitReport
        {
            Confirmed = false, Pid = pid, Reason = "its keeper was given up, and its processes were ended by lineage",
        });
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
            // Without a keeper there will never be a proof: the report says so, and the lease ends with it.
            settled = report.Confirmed || _process?.Containment == Containment.Tree;
            ownerless = _state == LeaseState.Orphaned;
            _state = settled ? LeaseState.Extinct : LeaseState.Orphaned;
        }
        // An owner disposes the process after reading the last of stdout. Without an owner it is disposed here.
        if (ownerless) _process?.Dispose();
        if (settled) _ledger.Close(this);
        _extinct.TrySetResult(report);
    }
}
