using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>What became of a process that was found by its lineage.</summary>
internal enum LineageOutcome
{
    /// <summary>It has ended; the kernel said so of this very process (pidfd).</summary>
    Ended,

    /// <summary>It lives, whatever was tried: see <see cref="LineageFinding.Why"/>. The next sweep tries again.</summary>
    Survived,

    /// <summary>It would be ended, were this not a trial.</summary>
    WouldEnd,

    /// <summary>Whose it is cannot be proven, so it is reported and nothing else.</summary>
    LeftAlone,
}

/// <summary>One process that was found by its lineage.</summary>
/// <param name="Process">Who it is.</param>
/// <param name="Name">The name that its program has.</param>
/// <param name="Mark">Its host and lease.</param>
/// <param name="Server">Its server's name; null where nobody can tell any more.</param>
/// <param name="Standing">Whose it is.</param>
/// <param name="Proof">By what that is known.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Rung">What it took; null where it was sent nothing.</param>
/// <param name="Why">Why it lives, or was left alone; null otherwise.</param>
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

/// <summary>What a sweep by lineage found and did.</summary>
/// <param name="Scan">What its last look at the process table could see.</param>
/// <param name="Findings">Every process that it ended, tried to end, or could not attribute.</param>
/// <param name="Settled">The leases whose keeper was gone, and of which a complete scan found nothing any more.</param>
/// <param name="RegistryFault">Why the other hosts were not known, or could not be forgotten; null where they were.</param>
internal sealed record LineageReport(
    ScanReach Scan, IReadOnlyList<LineageFinding> Findings, IReadOnlyList<Lease> Settled, string? RegistryFault)
{
    /// <summary>Those that live although they were to be ended.</summary>
    public IEnumerable<LineageFinding> Survivors => Findings.Where(finding => finding.Outcome == LineageOutcome.Survived);
}
