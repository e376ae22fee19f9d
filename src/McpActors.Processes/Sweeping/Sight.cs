using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>Looks at the machine: table first, then ledger and registry, then, only where there is something to be found, the evidence.</summary>
internal sealed class Sight(ProcessTable table, LeaseLedger? ledger, HostRegistry? registry)
{
    private static readonly ProcessIdentity Self = ProcessIdentities.Of(Environment.ProcessId);

    public Claims Claims { get; private set; } = new() { Self = Self.Pid };

    /// <summary>Why the other hosts are not known; null where they are.</summary>
    public string? RegistryFault { get; private set; }

    public ScanReach Reach { get; private set; } = new(0, 0, false, 0, false, TimeSpan.Zero);

    public List<Verdict> Verdicts { get; private set; } = [];

    public EvidenceReader Evidence { get; private set; } = null!;

    /// <summary>Whether the last look was a single one, in haste.</summary>
    public bool WasOnce { get; private set; }

    /// <param name="proven">Who was proven to be of a lineage before.</param>
    /// <param name="once">See <see cref="ProcessTable.Scan"/>.</param>
    /// <exception cref="IOException">There is no process table to be seen.</exception>
    public void Look(IReadOnlyDictionary<(int Pid, long StartTicks), LineageMark> proven, bool once)
    {
        WasOnce = once;
        Reach = table.Scan(once);
        Claims = new Claims
        {
            Self = Self.Pid,
            Own = ledger?.Host,
            OwnStartTicks = Self.StartTicks,
            Leases = ledger is null ? new Dictionary<uint, LeaseClaim>() : LeaseClaims.Of(ledger),
            Hosts = Hosts(),
            Proven = proven,
        };
        Evidence = new EvidenceReader(Claims);
        if (SomethingIsMissed()) Claims = Claims with { Evidence = Evidence.OfUnmarked(table.Rows) };
        Verdicts = Judge.All(table.Rows, Claims);
    }

    /// <summary>The server of a process, where anybody can tell.</summary>
    public string? ServerOf(Verdict verdict) =>
        verdict.Mark.Host == Claims.Own && Claims.Leases.TryGetValue(verdict.Mark.Lease, out var lease)
            ? lease.Server
            : Evidence.EnvironmentOf(verdict.Row.Pid)?.Server;

    /// <summary>The leases whose keeper is not in the table, although nobody has said that it ended.</summary>
    public IEnumerable<long> LeasesWithoutKeeper => ledger is null
        ? []
        : ledger.Open.Where(lease => !lease.Extinct.IsCompleted && lease.Process is { } process && !IsThere(process.Identity)).Select(lease => lease.Id);

    private bool IsThere(ProcessIdentity identity) => table.TryFind(identity.Pid, out var row) && row.StartTicks == identity.StartTicks;

    // Without a registry what others left is unprovable, and one's own is found all the same.
    private Dictionary<HostTag, RegisteredHost> Hosts()
    {
        RegistryFault = null;
        try
        {
            return registry?.Look().ToDictionary(host => host.Tag) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RegistryFault = e.Message;
            return [];
        }
    }

    private bool SomethingIsMissed() =>
        Claims.Leases.Values.Any(lease => lease.Standing == Standing.Orphan) || Claims.Hosts.Values.Any(host => host.Standing == HostStanding.Dead);
}
