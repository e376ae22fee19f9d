using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Judges every process with a lineage, from the process table, the ledger and the registry. It has no effects: a
/// verdict is proven again before any signal.
/// </summary>
internal static class Judge
{
    public static List<Verdict> All(ReadOnlySpan<ProcessRow> rows, Claims claims)
    {
        var verdicts = new List<Verdict>();
        var ending = new Dictionary<int, Verdict>();
        foreach (ref readonly var row in rows)
        {
            if (IsOutOfReach(row, claims) || Lineage(row, claims) is not { } lineage) continue;
            var verdict = Of(row, lineage, claims);
            // A process that overwrote its mark with an unknown one is still identified by its environment or pipes.
            if (claims.IsNobodys(lineage.Mark) && !claims.IsProven(row) && claims.Evidence.TryGetValue(row.Pid, out var evidence)
                && Of(row, evidence, claims) is { ToBeEnded: true } betrayed)
                verdict = betrayed;
            verdicts.Add(verdict);
            if (verdict.ToBeEnded) ending[row.Pid] = verdict;
        }
        if (ending.Count > 0) AddDescendants(rows, claims, verdicts, ending);
        return verdicts;
    }

    // pid 1 is the init process, and pid 2 is the kernel's.
    private static bool IsOutOfReach(in ProcessRow row, Claims claims) => row.Pid <= 2 || row.Pid == claims.Self || row.IsEnded;

    private static Evidence? Lineage(in ProcessRow row, Claims claims)
    {
        // First, so that a process that is being ended cannot escape by a new mark.
        if (claims.Proven.TryGetValue((row.Pid, row.StartTicks), out var proven)) return new Evidence(proven, LineageProof.Mark);
        if (row.Mark is { } mark) return new Evidence(mark, LineageProof.Mark);
        return claims.Evidence.TryGetValue(row.Pid, out var evidence) ? evidence : null;
    }

    private static Verdict Of(in ProcessRow row, Evidence lineage, Claims claims) =>
        new(row, lineage.Mark, StandingOf(lineage.Mark, row, claims), lineage.Proof);

    private static Standing StandingOf(LineageMark mark, in ProcessRow row, Claims claims)
    {
        if (mark.Host == claims.Own) return OwnStanding(mark, row, claims);
        return claims.Hosts.GetValueOrDefault(mark.Host) switch
        {
            { Standing: HostStanding.Alive or HostStanding.AnotherNamespace } => Standing.Neighbours,
            { Standing: HostStanding.Dead, Facts: { } facts } when row.StartTicks >= facts.StartTicks => Standing.DeadHosts,
            _ => Standing.Unprovable,
        };
    }

    private static Standing OwnStanding(LineageMark mark, in ProcessRow row, Claims claims)
    {
        if (row.StartTicks < claims.OwnStartTicks) return Standing.Unprovable;
        if (!claims.Leases.TryGetValue(mark.Lease, out var lease))
            return claims.IsProven(row) || (claims.IsClosed(mark.Lease) && !claims.Strangers.Contains((row.Pid, row.StartTicks))) ? Standing.Stray : Standing.Unprovable;
        // A mark may be copied, and an id may come again: no process of a lease is older than its keeper.
        return lease.StartTicks > row.StartTicks ? Standing.Unprovable : lease.Standing;
    }

    /// <summary>
    /// Adds processes that only their parent identifies. A process gets a new parent only when the old one ends, and
    /// that is a subreaper above it or pid 1. So a process whose parent belongs to a lineage was born into it, or
    /// adopted within it.
    /// </summary>
    private static void AddDescendants(ReadOnlySpan<ProcessRow> rows, Claims claims, List<Verdict> verdicts, Dictionary<int, Verdict> ending)
    {
        var known = verdicts.Select(verdict => verdict.Row.Pid).ToHashSet();
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (ref readonly var row in rows)
            {
                if (IsOutOfReach(row, claims) || !ending.TryGetValue(row.Parent, out var parent) || row.StartTicks < parent.Row.StartTicks) continue;
                if (!known.Add(row.Pid)) continue;
                var verdict = new Verdict(row, parent.Mark, parent.Standing, LineageProof.Descent);
                verdicts.Add(verdict);
                ending[row.Pid] = verdict;
                grown = true;
            }
        }
    }
}
