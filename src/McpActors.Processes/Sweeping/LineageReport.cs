using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>The outcome for a process that was found by its lineage.</summary>
internal enum LineageOutcome
{
    /// <summary>The process has ended; the kernel confirmed it for this very process (pidfd).</summary>
    Ended,

    /// <summary>
    /// The process resisted everything that was tried: see <see cref="LineageFinding.Why"/>. The next sweep tries
    /// again.
    /// </summary>
    Survived,

    /// <summary>The process would be ended without the trial mode.</summary>
    WouldEnd,

    /// <summary>The owner cannot be proven, so the process is only reported.</summary>
    LeftAlone,
}

/// <summary>One process that was found by its lineage.</summary>
/// <param name="Process">The identity.</param>
/// <param name="Name">The program's name.</param>
/// <param name="Mark">The host and the lease.</param>
/// <param name="Server">The server's name; null if it can no longer be found out.</param>
/// <param name="Standing">The owner.</param>
/// <param name="Proof">The proof of the lineage.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Rung">The highest rung that was needed; null if no signal was sent.</param>
/// <param name="Why">The reason why the process lives or was left alone; otherwise null.</param>
internal sealed record LineageFinding(
    ProcessIdentity Process,
    string Name,
    LineageMark Mark,
    string? Server,
    Standing Standing,
    LineageProof Proof,
    LineageOutcome Outcome,
    Rung? Rung = null,
    string? Why = null);

/// <summary>The result of a sweep by lineage.</summary>
/// <param name="Scan">The reach of its last scan.</param>
/// <param name="Findings">Every process that the sweep ended, tried to end, or could not attribute.</param>
/// <param name="Settled">The leases whose keeper was gone, and for which a complete scan found no process left.</param>
/// <param name="RegistryFault">The reason why the other hosts were unknown or could not be forgotten; otherwise
/// null.</param>
internal sealed record LineageReport(
    ScanReach Scan, IReadOnlyList<LineageFinding> Findings, IReadOnlyList<Lease> Settled, string? RegistryFault)
{
    /// <summary>The processes that could not be ended.</summary>
    public IEnumerable<LineageFinding> Survivors => Findings.Where(finding => finding.Outcome == LineageOutcome.Survived);
}
