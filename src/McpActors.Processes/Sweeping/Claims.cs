using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>Everything that is known when a process table is judged. An immutable snapshot.</summary>
internal sealed record Claims
{
    /// <summary>The pid of the judging process, which never ends itself.</summary>
    public required int Self { get; init; }

    /// <summary>The tag of this host; null for a program without processes of its own.</summary>
    public HostTag? Own { get; init; }

    /// <summary>The start of this host in clock ticks since boot.</summary>
    public long OwnStartTicks { get; init; }

    /// <summary>
    /// This host's open leases by the low 32 bits of their ids. Read them after the table: a lease is opened before its
    /// process is started.
    /// </summary>
    public IReadOnlyDictionary<uint, LeaseClaim> Leases { get; init; } = new Dictionary<uint, LeaseClaim>();

    /// <summary>The last id that this host's ledger has given out. Read it after the table, like the leases.</summary>
    public long LastLease { get; init; }

    /// <summary>See <see cref="SightMemory.Strangers"/>.</summary>
    public IReadOnlySet<(int Pid, long StartTicks)> Strangers { get; init; } = new HashSet<(int, long)>();

    /// <summary>The other hosts.</summary>
    public IReadOnlyDictionary<HostTag, RegisteredHost> Hosts { get; init; } = new Dictionary<HostTag, RegisteredHost>();

    /// <summary>Evidence by pid for processes without a mark, or with the mark of an unknown host.</summary>
    public IReadOnlyDictionary<int, Evidence> Evidence { get; init; } = new Dictionary<int, Evidence>();

    /// <summary>
    /// Whether a mark is from an unknown host, or of a lease that this host never gave out: any process can forge such
    /// a mark.
    /// </summary>
    public bool IsNobodys(LineageMark mark) =>
        mark.Host == Own ? !Leases.ContainsKey(mark.Lease) && !WasGivenOut(mark.Lease) : !Hosts.ContainsKey(mark.Host);

    /// <summary>Whether this host has given out this lease and it is extinct.</summary>
    public bool IsClosed(uint lease) => !Leases.ContainsKey(lease) && WasGivenOut(lease);

    // A mark has only the low 32 bits of an id: after a wrap-around, every value has been given out.
    private bool WasGivenOut(uint lease) => LastLease > uint.MaxValue || (lease > 0 && lease <= LastLease);

    /// <summary>
    /// Processes that were proven to belong to a lineage earlier, by pid and start time. The proof stays valid for the
    /// same process.
    /// </summary>
    public IReadOnlyDictionary<(int Pid, long StartTicks), LineageMark> Proven { get; init; } = new Dictionary<(int, long), LineageMark>();

    /// <summary>Whether the process is in <see cref="Proven"/>.</summary>
    public bool IsProven(in ProcessRow row) => Proven.ContainsKey((row.Pid, row.StartTicks));
}

/// <summary>The facts about an open lease that the judgement needs.</summary>
/// <param name="Lease">The id of the lease.</param>
/// <param name="Server">The server's name.</param>
/// <param name="Standing"><see cref="Standing.InUse"/>, <see cref="Standing.HandedOver"/> or <see cref="Standing.Orphan"/>.</param>
/// <param name="StartTicks">The start of its keeper; 0 before it is started.</param>
/// <param name="Pipes">The inodes of its pipes; null before it has any.</param>
internal sealed record LeaseClaim(long Lease, string Server, Standing Standing, long StartTicks, PipeInodes? Pipes);

/// <summary>Evidence that replaces a missing mark.</summary>
/// <param name="Mark">The lineage.</param>
/// <param name="Proof">The kind of evidence.</param>
internal readonly record struct Evidence(LineageMark Mark, LineageProof Proof);

/// <summary>The judgement on one process of the table.</summary>
/// <param name="Row">The process.</param>
/// <param name="Mark">The lineage.</param>
/// <param name="Standing">The owner.</param>
/// <param name="Proof">The proof of the lineage.</param>
internal readonly record struct Verdict(ProcessRow Row, LineageMark Mark, Standing Standing, LineageProof Proof)
{
    public bool ToBeEnded => Standing is Standing.Orphan or Standing.Stray or Standing.DeadHosts;

    public LineageFinding Finding(string? server, LineageOutcome outcome, Rung? rung = null, string? why = null) => new(
        new ProcessIdentity(Row.Pid, Row.StartTicks, ProcessIdentities.BootId), Row.Name, Mark, server, Standing, Proof, outcome, rung, why);
}
