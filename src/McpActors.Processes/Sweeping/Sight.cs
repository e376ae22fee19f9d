using System.Runtime.InteropServices;
using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Linux;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>Looks at the machine: table first, then ledger and registry, then, only where there is something to be found, the evidence.</summary>
internal sealed class Sight(ProcessTable table, LeaseLedger? ledger, HostRegistry? registry, SightMemory memory)
{
    private static readonly ProcessIdentity Self = ProcessIdentities.Of(Environment.ProcessId);

    private bool _looked;

    public Claims Claims { get; private set; } = new() { Self = Self.Pid };

    /// <summary>Why the other hosts are not known; null where they are.</summary>
    public string? RegistryFault { get; private set; }

    public ScanReach Reach { get; private set; } = new(0, 0, false, 0, false, TimeSpan.Zero);

    public List<Verdict> Verdicts { get; private set; } = [];

    public EvidenceReader Evidence { get; private set; } = null!;

    /// <summary>Whether the last look was a single one, in haste.</summary>
    public bool WasOnce { get; private set; }

    /// <param name="proven">Who was proven to be of a lineage before.</param>
    /// <param name="once">
    /// See <see cref="ProcessTable.Scan"/>. What the last look knew of other hosts, and of processes that were there, is then taken as it was: that
    /// can spare somebody, and ends nobody else. The ledger is read each time, for a lease that it does not have makes a stray.
    /// </param>
    /// <exception cref="IOException">There is no process table to be seen.</exception>
    public void Look(IReadOnlyDictionary<(int Pid, long StartTicks), LineageMark> proven, bool once)
    {
        var hasty = once && _looked;
        _looked = true;
        WasOnce = once;
        // Before the table: a keeper that is started while it is being read can be missed there.
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

    /// <summary>What is to be ended and may not be: it has another user's rights. Nobody waits for it.</summary>
    public IReadOnlyList<Verdict> Refusing { get; private set; } = [];

    /// <summary>What is to be ended, and may be.</summary>
    public IReadOnlyList<Verdict> ToBeEnded { get; private set; } = [];

    /// <summary>The server of a process, where anybody can tell: a keeper says it on its command line, since its environment is root's to read.</summary>
    public string? ServerOf(Verdict verdict) => LeasedServerOf(verdict) ?? KeeperRow.ServerOf(verdict.Row) ?? Evidence.EnvironmentOf(verdict.Row.Pid)?.Server;

    /// <summary>The same from the ledger alone: nothing is read of processes that nobody can attribute or end, however many there are.</summary>
    public string? LeasedServerOf(Verdict verdict) =>
        verdict.Mark.Host == Claims.Own && Claims.Leases.TryGetValue(verdict.Mark.Lease, out var lease) ? lease.Server : null;

    /// <summary>The leases whose keeper was there before the table was read and is not in it, although nobody has said that it ended.</summary>
    public IReadOnlyList<Lease> LeasesWithoutKeeper { get; private set; } = [];

    // Where /proc hides processes (hidepid, proc(5)), a keeper, which is not dumpable, is not in the table of a host without root's rights.
    private bool IsThere(KeptProcess process) =>
        (table.TryFind(process.Identity.Pid, out var row) && row.StartTicks == process.Identity.StartTicks)
        || ((Reach.Hidden || Reach.Unreadable > 0) && process.IsThere);

    private static (int Pid, long StartTicks) KeyOf(Lease lease) => (lease.Process!.Identity.Pid, lease.Process.Identity.StartTicks);

    // kill(2) with the signal 0 asks only. Whom the pid names by now does not matter for that.
    private static bool RefusesSignals(int pid) => Libc.kill(pid, 0) < 0 && Marshal.GetLastPInvokeError() == Libc.EPERM;

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
        Claims.Leases.Values.Any(lease => lease.Standing == Standing.Orphan) || Claims.Hosts.Values.Any(host => host.Standing == HostStanding.Dead && !memory.IsSearched(host.Tag));
}
