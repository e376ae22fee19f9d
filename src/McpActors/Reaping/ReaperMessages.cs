using McpActors.Processes;
using McpActors.Processes.Lineage;
using McpActors.Processes.Scanning;
using McpActors.Processes.Sweeping;
using McpActors.Servers;

namespace McpActors.Reaping;

/// <summary>The scope of a sweep.</summary>
public enum SweepScope
{
    /// <summary>Only processes without an owner; a lease in use is never disturbed. The default.</summary>
    OrphansOnly,

    /// <summary>Every process of this host; for shutdown.</summary>
    Everything,
}

/// <summary>
/// Asks the reaper to end processes that have no owner. Overlapping sweeps share one scan. The answer is a <see
/// cref="SweepReport"/>.
/// </summary>
/// <param name="Scope">The scope. The default value is <see cref="SweepScope.OrphansOnly"/>.</param>
/// <param name="Reason">The reason for the report. The default value is <c>requested</c>.</param>
public sealed record Sweep(SweepScope Scope = SweepScope.OrphansOnly, string Reason = "requested");

/// <summary>The proof of a process's lineage.</summary>
public enum SweepProof
{
    /// <summary>The host's own ledger: the process belongs to the lease.</summary>
    Ledger,

    /// <inheritdoc cref="LineageProof.Mark"/>
    Mark,

    /// <inheritdoc cref="LineageProof.Environment"/>
    Environment,

    /// <inheritdoc cref="LineageProof.Pipe"/>
    Pipe,

    /// <inheritdoc cref="LineageProof.Descent"/>
    Descent,
}

/// <summary>The outcome for a process in a sweep.</summary>
public enum SweepOutcome
{
    /// <summary>Extinct, confirmed by the kernel.</summary>
    Extinct,

    /// <summary>
    /// The keeper was gone. A single process has ended; of a lease, all processes that were found have ended, and a
    /// complete scan found no more.
    /// </summary>
    Ended,

    /// <summary>The end could not be proven within the sweep; every later sweep tries again and reports it.</summary>
    Survived,

    /// <summary>The process bears a mark, but its owner cannot be proven: it is only reported.</summary>
    LeftAlone,
}

/// <summary>One lease, or one process without a keeper, in a sweep.</summary>
/// <param name="Server">The server's name; null if it can no longer be found out.</param>
/// <param name="Lease">The lease's id at its host.</param>
/// <param name="Pid">The pid; null if the process never started.</param>
/// <param name="Standing">The owner when the sweep began.</param>
/// <param name="Proof">The proof of the lineage.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Exit">How the lease ended, if it has; null for a single process.</param>
public sealed record SweptProcess(
    string? Server, long Lease, int? Pid, Standing Standing, SweepProof Proof, SweepOutcome Outcome, ExitReport? Exit)
{
    /// <summary>The program's name for itself; null for a lease. The default value is null.</summary>
    public string? Name { get; init; }

    /// <summary>The host that started it; null for this host. The default value is null.</summary>
    public HostTag? Host { get; init; }

    /// <summary>The highest rung that was needed; null if no signal was sent. The default value is null.</summary>
    public Rung? Rung { get; init; }

    /// <summary>The reason why it survived; otherwise null. The default value is null.</summary>
    public string? Why { get; init; }
}

/// <summary>
/// The result of a sweep of one host; in a cluster, <c>ClusterSweepReport</c> of McpActors.Cluster derives from it.
/// Immutable.
/// </summary>
/// <param name="Scope">The scope.</param>
/// <param name="Reasons">The reasons of all requests that shared the sweep.</param>
/// <param name="InUse">The number of leases left alone because they have an owner.</param>
/// <param name="Processes">The processes that it ended or tried to end.</param>
/// <param name="Elapsed">The duration.</param>
public record SweepReport(
    SweepScope Scope, IReadOnlyList<string> Reasons, int InUse, IReadOnlyList<SweptProcess> Processes, TimeSpan Elapsed)
{
    /// <summary>
    /// Processes with a mark whose owner cannot be proven; they were left alone. The default value is empty.
    /// </summary>
    public IReadOnlyList<SweptProcess> LeftAlone { get; init; } = [];

    /// <summary>
    /// The reach of its scan of this machine, which limits what it claims; null without a scan. The default value is
    /// null.
    /// </summary>
    public ScanReach? Scan { get; init; }

    /// <summary>
    /// The reason why it could not scan, or not for other hosts; null if it could. The default value is null.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>The processes whose end is not proven.</summary>
    public IEnumerable<SweptProcess> Survivors => Processes.Where(p => p.Outcome == SweepOutcome.Survived);
}

/// <summary>A sweep has ended. Published on the event stream.</summary>
/// <param name="Report">The result of the sweep.</param>
public sealed record SweepCompleted(SweepReport Report);

/// <summary>
/// A sweep could not end a process: it belongs to another user, or waits in the kernel. Published on the event stream
/// by each sweep that finds it.
/// </summary>
/// <param name="Process">The process that is left, with the reason.</param>
public sealed record ProcessSurvived(SweptProcess Process);

/// <summary>
/// An orphan is extinct, or was swept by its lineage after its keeper was lost. Published on the event stream.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The id of the orphan's lease.</param>
/// <param name="Exit">How its process ended.</param>
public sealed record OrphanReaped(string Server, long Lease, ExitReport Exit) : IProcessEvent;
