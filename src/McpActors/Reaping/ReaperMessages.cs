using McpActors.Processes;
using McpActors.Servers;

namespace McpActors.Reaping;

/// <summary>How far a sweep goes.</summary>
public enum SweepScope
{
    /// <summary>Only processes without an owner. A lease in use is never disturbed. The default.</summary>
    OrphansOnly,

    /// <summary>Every process of this host; for shutdown.</summary>
    Everything,
}

/// <summary>
/// Asks the reaper for a pass over what has no owner. Sweeps that overlap share one scan. Answered with <see cref="SweepReport"/>.
/// </summary>
/// <param name="Scope">How far it goes.</param>
/// <param name="Reason">Why, for the report.</param>
public sealed record Sweep(SweepScope Scope = SweepScope.OrphansOnly, string Reason = "requested");

/// <summary>By what a process is known to be ours to end.</summary>
public enum SweepProof
{
    /// <summary>The host's own ledger of leases.</summary>
    Ledger,
}

/// <summary>What became of a process that a sweep looked at.</summary>
public enum SweepOutcome
{
    /// <summary>Extinct, proven by the kernel.</summary>
    Extinct,

    /// <summary>Its end could not be proven within the sweep; it stays on the list, and every later sweep names it.</summary>
    Survived,
}

/// <summary>One process in a sweep.</summary>
/// <param name="Server">The server that it was started for.</param>
/// <param name="Lease">Its lease.</param>
/// <param name="Pid">Its pid, or null where it never started.</param>
/// <param name="Proof">By what it is known to be ours.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Exit">How it ended, once it has.</param>
public sealed record SweptProcess(string Server, long Lease, int? Pid, SweepProof Proof, SweepOutcome Outcome, ExitReport? Exit);

/// <summary>What a sweep found and did.</summary>
/// <param name="Scope">How far it went.</param>
/// <param name="Reasons">Why it was asked for; more than one where requests shared it.</param>
/// <param name="InUse">How many leases it left alone because they have an owner.</param>
/// <param name="Processes">Each process that it ended or tried to end.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SweepReport(
    SweepScope Scope, IReadOnlyList<string> Reasons, int InUse, IReadOnlyList<SweptProcess> Processes, TimeSpan Elapsed)
{
    /// <summary>Those whose end is not proven.</summary>
    public IEnumerable<SweptProcess> Survivors => Processes.Where(p => p.Outcome == SweepOutcome.Survived);
}

/// <summary>A sweep ended. Published on the event stream.</summary>
public sealed record SweepCompleted(SweepReport Report);

/// <summary>An orphan is extinct. Published on the event stream.</summary>
public sealed record OrphanReaped(string Server, long Lease, ExitReport Exit) : IProcessEvent;
