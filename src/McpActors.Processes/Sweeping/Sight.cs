using System.Runtime.InteropServices;
using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Linux;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Reads the machine's state: the process table first, then ledger and registry, and the evidence only if a lineage may
/// have processes to find.
/// </summary>
internal sealed class Sight(ProcessTable table, LeaseLedger? ledger, HostRegistry? registry, SightMemory memory)
{
    private static readonly ProcessIdentity Self = ProcessIdentities.Of(Environment.ProcessId);

    private bool _looked;

    public Claims Claims { get; private set; } = new() { Self = Self.Pid };

    /// <summary>The reason why the other hosts are unknown; null if they are known.</summary>
    public string? RegistryFault { get; private set; }

    public ScanReach Reach { get; private set; } = new(0, 0, false, 0, false, TimeSpan.Zero);

    public List<Verdict> Verdicts { get; private set; } = [];

    public EvidenceReader Evidence { get; private set; } = null!;

    /// <summary>Whether the last look was a single hasty one.</summary>
    public bool WasOnce { get; private set; }

    /// <param name="proven">Processes that were proven to belong to a lineage earlier.</param>
    /// <param name="once">See <see cref="ProcessTable.Scan"/>. Knowledge of other hosts and known processes is then
    /// reused from the last look, which can spare a process but never ends a wrong one. The ledger is read each time,
    /// because a missing lease makes a process a stray.</param>
    /// <exception cref="IOException">The process table cannot be read.</exception>
    public void Look(IReadOnlyDictionary<(int Pid, long StartTicks), LineageMark> proven, bool once)
    {
        var hasty = once && _looked;
        _looked = true;
        WasOnce = once;
        // Before the table: a keeper that starts while the table is read can be missing in it.
        var kept = (ledger?.Open ?? []).Where(lease => lease.Process is not null).ToList();
        Reach = table.Scan(once);
        LeasesWithoutKeeper = [.. kept.Where(lease => !lease.Extinct.IsCompleted && !IsThere(lease.Process!))];
        Claims = new Claims
        {
            Self = Self.Pid,
            Own = ledger?.Host,
            OwnStartTicks = Self.StartTicks,
            LastLease = ledger?.LastId ?? 0,
            Leases = ledger is null ? new Dictionary<uint, LeaseClaim>() : LeaseClaims.Of(ledger),
            Hosts = hasty ? Claims.Hosts : Hosts(),
            Proven = proven,
        };
        if (!hasty) Evidence = new EvidenceReader(Claims);
        if (SomethingIsMissed()) Claims = Claims with { Evidence = Evidence.OfUnmarked(table.Rows) };
        if (ledger is not null) Claims = Claims with { Strangers = memory.Strangers(table, Claims, [.. kept.Select(KeyOf)]) };
        Verdicts = Judge.All(table.Rows, Claims);
        var toBeEnded = Verdicts.Where(verdict => verdict.ToBeEnded).ToLookup(verdict => RefusesSignals(verdict.Row.Pid));
        (ToBeEnded, Refusing) = ([.. toBeEnded[false]], [.. toBeEnded[true]]);
    }

    /// <summary>
    /// Processes that must be ended but refuse signals, because they have another user's rights. No sweep waits for
    /// them.
    /// </summary>
    public IReadOnlyList<Verdict> Refusing { get; private set; } = [];

    /// <summary>Processes that must be ended and accept signals.</summary>
    public IReadOnlyList<Verdict> ToBeEnded { get; private set; } = [];

    /// <summary>
    /// The server of a process, if it can be found out: from the ledger, the keeper's command line or the environment.
    /// </summary>
    public string? ServerOf(Verdict verdict) =>
        LeasedServerOf(verdict) ?? KeeperRow.ServerOf(verdict.Row) ?? Evidence.EnvironmentOf(verdict.Row.Pid)?.Server;

    /// <summary>
    /// The server from the ledger alone: processes that cannot be attributed or ended are not read, however many there
    /// are.
    /// </summary>
    public string? LeasedServerOf(Verdict verdict) =>
        verdict.Mark.Host == Claims.Own && Claims.Leases.TryGetValue(verdict.Mark.Lease, out var lease) ? lease.Server : null;

    /// <summary>
    /// Leases whose keeper existed before the table was read but is missing in it, although its end was not reported.
    /// </summary>
    public IReadOnlyList<Lease> LeasesWithoutKeeper { get; private set; } = [];

    // If /proc hides processes (hidepid, proc(5)), a host without root's rights does not see its non-dumpable keepers
    // in the table.
    private bool IsThere(KeptProcess process) =>
        (table.TryFind(process.Identity.Pid, out var row) && row.StartTicks == process.Identity.StartTicks)
        || ((Reach.Hidden || Reach.Unreadable > 0) && process.IsThere);

    private static (int Pid, long StartTicks) KeyOf(Lease lease) => (lease.Process!.Identity.Pid, lease.Process.Identity.StartTicks);

    // kill(2) with signal 0 only checks permission. A reused pid does no harm here.
    private static bool RefusesSignals(int pid) => Libc.kill(pid, 0) < 0 && Marshal.GetLastPInvokeError() == Libc.EPERM;

    // Without a registry, other hosts' processes are unprovable; this host's own are still found.
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
        Claims.Leases.Values.Any(lease => lease.Standing == Standing.Orphan) || Claims.Hosts.Values.Any(host => host.Standing == HostStanding.Dead && !memory.IsSearched(host.Tag));
}
