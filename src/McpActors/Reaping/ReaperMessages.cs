using McpActors.Processes;
using McpActors.Processes.Lineage;
using McpActors.Processes.Scanning;
using McpActors.Processes.Sweeping;
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
public sealed record Sweep(SweepScope Scope = SweepScope.OrphansOnly, string Reason = "requested")
{
    /// <summary>The batch that asks for it had jobs that are actors, which used whatever they liked where it ran. It stays in its node.</summary>
    internal bool OfActors { get; init; }
}

/// <summary>By what it is known whose a process is.</summary>
public enum SweepProof
{
    /// <summary>The host's own ledger of leases: the lease as a whole.</summary>
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

/// <summary>What became of a process that a sweep looked at.</summary>
public enum SweepOutcome
{
    /// <summary>Extinct, proven by the kernel.</summary>
    Extinct,

    /// <summary>
    /// Its keeper was gone. A single process: it has ended. A lease: what was found of it has ended, and a complete scan found no more.
    /// </summary>
    Ended,

    /// <summary>Its end could not be proven within the sweep; it stays on the list, and every later sweep names it.</summary>
    Survived,

    /// <summary>It bears a mark, and whose it is cannot be proven: it is named, and nothing is done to it.</summary>
    LeftAlone,
}

/// <summary>One lease, or one process without a keeper, in a sweep.</summary>
/// <param name="Server">The server that it was started for; null where nobody can tell any more.</param>
/// <param name="Lease">Its lease, at its own host.</param>
/// <param name="Pid">Its pid, or null where it never started.</param>
/// <param name="Standing">Whose it was when the sweep began.</param>
/// <param name="Proof">By what that is known.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Exit">How a lease ended, once it has; null for a single process.</param>
public sealed record SweptProcess(
    string? Server, long Lease, int? Pid, Standing Standing, SweepProof Proof, SweepOutcome Outcome, ExitReport? Exit)
{
    /// <summary>The name that the program gave itself; null for a lease.</summary>
    public string? Name { get; init; }

    /// <summary>The host that started it; null where it was this one.</summary>
    public HostTag? Host { get; init; }

    /// <summary>What it took; null where it was sent nothing.</summary>
    public Rung? Rung { get; init; }

    /// <summary>Why it lives, where it does.</summary>
    public string? Why { get; init; }
}

/// <summary>What a sweep found and did.</summary>
/// <param name="Scope">How far it went.</param>
/// <param name="Reasons">Why it was asked for; more than one where requests shared it.</param>
/// <param name="InUse">How many leases it left alone because they have an owner.</param>
/// <param name="Processes">What it ended, or tried to end.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SweepReport(
    SweepScope Scope, IReadOnlyList<string> Reasons, int InUse, IReadOnlyList<SweptProcess> Processes, TimeSpan Elapsed)
{
    /// <summary>
    /// What bears a mark of which nobody can prove whose it is. Nothing was done to it. Empty in the report of another node; there
    /// <see cref="LeftOut"/> counts it.
    /// </summary>
    public IReadOnlyList<SweptProcess> LeftAlone { get; init; } = [];

    /// <summary>
    /// How many rows this report leaves out because it came from another node: processes that nobody can attribute, and what is beyond the 50 rows of a node.
    /// </summary>
    public int LeftOut { get; init; }

    /// <summary>What it could see of this machine; null where it looked at no process table. It claims nothing beyond that.</summary>
    public ScanReach? Scan { get; init; }

    /// <summary>Why it could not look, or not at other hosts; null where it could.</summary>
    public string? Fault { get; init; }

    /// <summary>In a cluster: what each node reported, of which this is the sum; also of a node that did not. Empty for one node's own.</summary>
    public IReadOnlyList<NodeSweep> Nodes { get; init; } = [];

    /// <summary>Those whose end is not proven.</summary>
    public IEnumerable<SweptProcess> Survivors => Processes.Where(p => p.Outcome == SweepOutcome.Survived);
}

/// <summary>What one node of a cluster has to say about a sweep.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Report">What it found and did; null where it did not answer.</param>
/// <param name="Fault">Why it did not: it was lost, or took too long; null where it did.</param>
public sealed record NodeSweep(string Node, SweepReport? Report, string? Fault);

/// <summary>A sweep ended. Published on the event stream.</summary>
public sealed record SweepCompleted(SweepReport Report);

/// <summary>
/// A sweep could not end a process that it may end: it is another user's, or waits in the kernel. Published on the event stream by each sweep
/// that meets it.
/// </summary>
public sealed record ProcessSurvived(SweptProcess Process);

/// <summary>An orphan is extinct, or, where its keeper was gone, swept by its lineage. Published on the event stream.</summary>
public sealed record OrphanReaped(string Server, long Lease, ExitReport Exit) : IProcessEvent;
