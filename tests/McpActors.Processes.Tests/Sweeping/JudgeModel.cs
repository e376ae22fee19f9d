namespace McpActors.Processes.Tests.Sweeping;

/// <summary>
/// A random machine, and which of its processes must be ended, computed differently than in the product.
/// </summary>
internal sealed record JudgeModel(IReadOnlyList<ProcessRow> Rows, Claims Claims)
{
    public static readonly HostTag Own = new(1), Dead = new(2), Alive = new(3), Elsewhere = new(4), Earlier = new(5), Torn = new(6), Unknown = new(7);

    private static readonly Gen<LineageMark> Marks =
        from host in Gen.Frequency((6, Gen.Constant(Own)), (3, Gen.Constant(Dead)), (3, Gen.Elements(Alive, Elsewhere, Earlier, Torn, Unknown)))
        from lease in Gen.Choose(1, 5)
        select new LineageMark(host, (uint)lease);

    private static readonly Gen<ProcessRow> Row =
        from parent in Gen.Choose(0, 14)
        from state in Gen.Elements("SSSSSRDTZX".Select(letter => (byte)letter).ToArray())
        from threads in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Constant(2)))
        from start in Gen.Choose(1, 8)
        from marked in Gen.Elements(true, true, false)
        from mark in Marks
        select new ProcessRow
        {
            Parent = parent, State = state, Threads = threads, StartTicks = start, ResidentLimit = marked ? mark.Limit : ulong.MaxValue,
        };

    private static readonly Gen<LeaseClaim> Lease =
        from id in Gen.Choose(1, 4)
        from standing in Gen.Elements(Standing.InUse, Standing.HandedOver, Standing.Orphan)
        from start in Gen.Choose(0, 5)
        select new LeaseClaim(id, "tested", standing, start, null);

    public static Gen<JudgeModel> Any =>
        from count in Gen.Choose(3, 14)
        from rows in Gen.ArrayOf(Row, count)
        from self in Gen.Choose(1, 14)
        from ownStart in Gen.Choose(0, 3)
        from deadStart in Gen.Choose(0, 3)
        from leases in Gen.ListOf(Lease)
        from last in Gen.Choose(0, 6)
        from strangers in Gen.ListOf(Gen.Choose(1, 14).Zip(Gen.Choose(1, 8)))
        from evidence in Gen.ListOf(Gen.Choose(1, 14).Zip(Marks))
        from proven in Gen.ListOf(Gen.Choose(1, 14).Zip(Gen.Choose(1, 8)).Zip(Marks.Where(mark => mark.Host == Own || mark.Host == Dead)))
        select Make(rows, self, ownStart, deadStart, leases, last, strangers, evidence, proven);

    public bool IsOpen(LineageMark mark, params Standing[] standings) =>
        mark.Host == Own && Claims.Leases.TryGetValue(mark.Lease, out var lease) && standings.Contains(lease.Standing);

    /// <summary>Processes that are ended by their own lineage, and all that must be ended.</summary>
    public (HashSet<int> Own, HashSet<int> All) ToBeEnded()
    {
        var reachable = Rows.Where(row => row.Pid > 2 && row.Pid != Claims.Self && !row.IsEnded).ToList();
        var own = reachable.Where(row => LineageOf(row) is { } mark && MayBeEnded(mark, row)).Select(row => row.Pid).ToHashSet();
        var all = own.ToHashSet();
        while (reachable.Where(row => LineageOf(row) is null && all.Contains(row.Parent) && Rows.Any(parent => parent.Pid == row.Parent && parent.StartTicks <= row.StartTicks))
            .Select(row => row.Pid).Any(all.Add))
        {
        }
        return (own, all);
    }

    public LineageMark? LineageOf(ProcessRow row) =>
        Claims.Proven.TryGetValue((row.Pid, row.StartTicks), out var proven) ? proven
        : row.Mark is { } mark && IsMadeUp(mark) && Claims.Evidence.TryGetValue(row.Pid, out var betrayal) && MayBeEnded(betrayal.Mark, row) ? betrayal.Mark
        : row.Mark ?? (Claims.Evidence.TryGetValue(row.Pid, out var evidence) ? evidence.Mark : null);

    /// <summary>A mark of an unregistered host, or of a lease that was not given out.</summary>
    public bool IsMadeUp(LineageMark mark) =>
        mark.Host == Unknown || (mark.Host == Own && !Claims.Leases.ContainsKey(mark.Lease) && mark.Lease > Claims.LastLease);

    public bool IsProven(int pid, long start) => Claims.Proven.ContainsKey((pid, start));

    private bool MayBeEnded(LineageMark mark, ProcessRow row)
    {
        var start = row.StartTicks;
        if (mark.Host == Dead) return start >= Claims.Hosts[Dead].Facts!.StartTicks;
        if (mark.Host != Own || start < Claims.OwnStartTicks) return false;
        return Claims.Leases.TryGetValue(mark.Lease, out var lease)
            ? lease.Standing == Standing.Orphan && lease.StartTicks <= start
            : IsProven(row.Pid, start) || (mark.Lease <= Claims.LastLease && !Claims.Strangers.Contains((row.Pid, start)));
    }

    private static JudgeModel Make(
        ProcessRow[] rows, int self, int ownStart, int deadStart, IEnumerable<LeaseClaim> leases, int last, IEnumerable<(int Pid, int Start)> strangers,
        IEnumerable<(int Pid, LineageMark Mark)> evidence,
        IEnumerable<((int Pid, int Start) Process, LineageMark Mark)> proven)
    {
        for (var i = 0; i < rows.Length; i++) rows[i].Pid = i + 1;
        var facts = new HostFacts(1, deadStart, "", "", "", default);
        RegisteredHost[] hosts =
        [
            new(Dead, HostStanding.Dead, facts), new(Alive, HostStanding.Alive, facts), new(Elsewhere, HostStanding.AnotherNamespace, facts),
            new(Earlier, HostStanding.AnotherBoot, facts), new(Torn, HostStanding.Unreadable, null),
        ];
        return new JudgeModel(rows, new Claims
        {
            Self = self,
            Own = Own,
            OwnStartTicks = ownStart,
            Leases = leases.DistinctBy(lease => lease.Lease).ToDictionary(lease => (uint)lease.Lease),
            LastLease = last,
            Strangers = strangers.Select(stranger => (stranger.Pid, (long)stranger.Start)).ToHashSet(),
            Hosts = hosts.ToDictionary(host => host.Tag),
            Evidence = evidence.DistinctBy(found => found.Pid).ToDictionary(found => found.Pid, found => new Evidence(found.Mark, LineageProof.Environment)),
            Proven = proven.DistinctBy(process => process.Process)
                .ToDictionary(process => (process.Process.Pid, (long)process.Process.Start), process => process.Mark),
        });
    }
}
