using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>What is known when a process table is judged. A snapshot: nothing in it changes.</summary>
internal sealed record Claims
{
    /// <summary>Who judges, and never ends itself.</summary>
    public required int Self { get; init; }

    /// <summary>The tag of this host, or null for a program that has no processes of its own.</summary>
    public HostTag? Own { get; init; }

    /// <summary>When this host was started, in clock ticks since boot.</summary>
    public long OwnStartTicks { get; init; }

    /// <summary>The open leases of this host, by the low 32 bits of their ids. To be read after the table: a lease is opened before its process is started.</summary>
    public IReadOnlyDictionary<uint, LeaseClaim> Leases { get; init; } = new Dictionary<uint, LeaseClaim>();

    /// <summary>The last id that the ledger of this host has given out. To be read after the table, as the leases.</summary>
    public long LastLease { get; init; }

    /// <summary>See <see cref="SightMemory.Strangers"/>.</summary>
    public IReadOnlySet<(int Pid, long StartTicks)> Strangers { get; init; } = new HashSet<(int, long)>();

    /// <summary>The other hosts.</summary>
    public IReadOnlyDictionary<HostTag, RegisteredHost> Hosts { get; init; } = new Dictionary<HostTag, RegisteredHost>();

    /// <summary>What was found out of processes without a mark, or with one of a host that nobody knows, by pid.</summary>
    public IReadOnlyDictionary<int, Evidence> Evidence { get; init; } = new Dictionary<int, Evidence>();

    /// <summary>Whether a mark is of a host that nobody knows, or of a lease that this host never gave out: anybody can have made it up.</summary>
    public bool IsNobodys(LineageMark mark) => mark.Host == Own ? !Leases.ContainsKey(mark.Lease) && !WasGivenOut(mark.Lease) : !Hosts.ContainsKey(mark.Host);

    /// <summary>Whether this host has given out this lease, and it is extinct.</summary>
    public bool IsClosed(uint lease) => !Leases.ContainsKey(lease) && WasGivenOut(lease);

    // A mark has the low 32 bits of an id: once they have gone round, each of them was given out.
    private bool WasGivenOut(uint lease) => LastLease > uint.MaxValue || (lease > 0 && lease <= LastLease);

    /// <summary>Who was proven to be of a lineage before, by pid and start time. The same process stays what it was.</summary>
    public IReadOnlyDictionary<(int Pid, long StartTicks), LineageMark> Proven { get; init; } = new Dictionary<(int, long), LineageMark>();

    /// <summary>See <see cref="Proven"/>.</summary>
    public bool IsProven(in ProcessRow row) => Proven.ContainsKey((row.Pid, row.StartTicks));
}

/// <summary>An open lease, as far as the judgement needs it.</summary>
/// <param name="Lease">Its id.</param>
/// <param name="Server">Its server.</param>
/// <param name="Standing"><see cref="Standing.InUse"/>, <see cref="Standing.HandedOver"/> or <see cref="Standing.Orphan"/>.</param>
/// <param name="StartTicks">When its keeper was started; 0 where it has not been yet.</param>
/// <param name="Pipes">The inodes of its pipes; empty where it has none yet.</param>
internal sealed record LeaseClaim(long Lease, string Server, Standing Standing, long StartTicks, PipeInodes? Pipes);

/// <summary>What stands in for a mark that is missing.</summary>
/// <param name="Mark">The lineage that it shows.</param>
/// <param name="Proof">How.</param>
internal readonly record struct Evidence(LineageMark Mark, LineageProof Proof);

/// <summary>What a process of the table is.</summary>
/// <param name="Row">The process.</param>
/// <param name="Mark">Its lineage.</param>
/// <param name="Standing">Whose it is.</param>
/// <param name="Proof">By what that is known.</param>
internal readonly record struct Verdict(ProcessRow Row, LineageMark Mark, Standing Standing, LineageProof Proof)
{
    public bool ToBeEnded => Standing is Standing.Orphan or Standing.Stray or Standing.DeadHosts;

    public LineageFinding Finding(string? server, LineageOutcome outcome, Rung? rung = null, string? why = null) => new(
        new ProcessIdentity(Row.Pid, Row.StartTicks, ProcessIdentities.BootId), Row.Name, Mark, server, Standing, Proof, outcome, rung, why);
}
