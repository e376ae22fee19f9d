using System.Diagnostics;
using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Finds by lineage the processes that no keeper holds any longer, and ends them: those of leases whose keeper was
/// killed, and of dead hosts. It leaves alone every process that has an owner, here or on another host, or whose owner
/// it cannot prove. Thread-safe.
/// </summary>
/// <param name="ledger">The leases of this host; null for a program without processes of its own.</param>
/// <param name="registry">The other hosts; null for no registry, in which case other hosts' processes are reported and
/// left alone.</param>
internal sealed class LineageSweeper(LeaseLedger? ledger, HostRegistry? registry)
{
    // A keeper that ends leaves the process table a moment before its lease is notified.
    private static readonly TimeSpan NewsMargin = TimeSpan.FromSeconds(1);

    private readonly Dictionary<LineageMark, Turn> _hunted = [];
    private readonly SightMemory _memory = new();
    private IReadOnlyDictionary<long, long> _withoutKeeper = new Dictionary<long, long>();
    private ProcessTable? _table;
    private long _lastTurn;

    /// <summary>
    /// Scans all processes, ends those it must end, and repeats until none is left or everything has been tried: within
    /// about two seconds, plus the ladder of a dead host's keeper.
    /// </summary>
    /// <param name="trial">Whether to report only, without sending signals.</param>
    /// <exception cref="IOException">The process table cannot be read.</exception>
    public Task<LineageReport> SweepAsync(bool trial = false) => Task.Run(async () =>
    {
        // Consecutive sweeps share one table; concurrent sweeps have one each.
        var table = Interlocked.Exchange(ref _table, null) ?? new ProcessTable();
        var sight = new Sight(table, ledger, registry, _memory);
        var hunts = new List<Hunt>();
        var turn = new Turn(Interlocked.Increment(ref _lastTurn));
        try
        {
            sight.Look(Proven(hunts), once: false);
            if (trial) return Trial(sight);
            GiveUpVanishedKeepers(sight);
            await HuntAsync(sight, hunts, turn).ConfigureAwait(false);
            var settled = Settle(sight, hunts);
            var fault = ForgetHosts(sight) ?? sight.RegistryFault;
            return new LineageReport(sight.Reach, [.. hunts.SelectMany(hunt => hunt.Findings), .. Refusing(sight), .. Unprovable(sight)], settled, fault);
        }
        finally
        {
            lock (_hunted)
            {
                foreach (var hunt in hunts) _hunted.Remove(hunt.Mark);
            }
            foreach (var hunt in hunts) hunt.Dispose();
            _table = table;
            turn.IsOver.SetResult();
        }
    });

    private async Task HuntAsync(Sight sight, List<Hunt> hunts, Turn turn)
    {
        while (true)
        {
            var earlier = Take(sight, hunts, turn);
            var found = sight.ToBeEnded.ToLookup(verdict => verdict.Mark);
            foreach (var hunt in hunts) hunt.Pursue([.. found[hunt.Mark]], sight);

            var open = hunts.Where(hunt => !hunt.IsOver && !hunt.IsExhausted).ToList();
            if (open.Count > 0) await Task.WhenAny(open.Select(hunt => hunt.Next)).ConfigureAwait(false);
            // Processes that survive the other sweep are then ours to try and to report.
            else if (earlier.Count > 0) await Task.WhenAll(earlier).ConfigureAwait(false);
            // Neither a hasty look nor one during which processes were born proves an end.
            else if (hunts.Count == 0 || (!sight.WasOnce && (sight.Reach.Settled || hunts.All(hunt => hunt.IsExhausted)))) return;
            sight.Look(Proven(hunts), once: open.Any(hunt => hunt.IsChase));
        }
    }

    /// <summary>Whether a sweep is ending this lineage now.</summary>
    internal bool IsAfter(LineageMark mark)
    {
        lock (_hunted) return _hunted.ContainsKey(mark);
    }

    /// <summary>Takes on every lineage that must be ended.</summary>
    /// <returns>The ends of the earlier sweeps that already pursue one of them. A sweep never waits for a later one, or
    /// two would wait for each other.</returns>
    private List<Task> Take(Sight sight, List<Hunt> hunts, Turn turn)
    {
        var marks = sight.ToBeEnded.Select(verdict => verdict.Mark)
            // A lease without its keeper may have nothing left; this must be seen and reported too.
            .Concat(sight.Claims.Leases.Values.Where(lease => lease.Standing == Standing.Orphan)
                .Select(lease => LineageMark.Of(ledger!.Host, lease.Lease)));
        var earlier = new List<Task>();
        lock (_hunted)
        {
            foreach (var mark in marks)
            {
                if (_hunted.TryAdd(mark, turn)) hunts.Add(new Hunt(mark));
                else if (_hunted[mark] is var other && other.Number < turn.Number) earlier.Add(other.IsOver.Task);
            }
        }
        return earlier;
    }

    // A keeper whose end is not reported within a second is gone for good, or was reaped by another process.
    private void GiveUpVanishedKeepers(Sight sight)
    {
        var (before, now) = (_withoutKeeper, Stopwatch.GetTimestamp());
        var gone = sight.LeasesWithoutKeeper.ToDictionary(lease => lease.Id, lease => before.GetValueOrDefault(lease.Id, now));
        _withoutKeeper = gone;
        foreach (var lease in sight.LeasesWithoutKeeper)
            if (Stopwatch.GetElapsedTime(gone[lease.Id], now) > NewsMargin) lease.GiveUpKeeper();
    }

    private List<Lease> Settle(Sight sight, List<Hunt> hunts)
    {
        var settled = new List<Lease>();
        if (!sight.Reach.Complete) return settled;
        foreach (var hunt in hunts.Where(hunt => hunt.IsOver && hunt.Mark.Host == sight.Claims.Own))
        {
            if (sight.Refusing.Any(verdict => verdict.Mark == hunt.Mark)) continue;
            if (!sight.Claims.Leases.TryGetValue(hunt.Mark.Lease, out var claim) || ledger!.Find(claim.Lease) is not { } lease) continue;
            lease.Settle();
            settled.Add(lease);
        }
        return settled;
    }

    // A dead host stays registered while it may have left something. Ended processes are reported even if their host
    // cannot be forgotten.
    private string? ForgetHosts(Sight sight)
    {
        if (registry is null || !sight.Reach.Complete) return null;
        var left = sight.Verdicts.Select(verdict => verdict.Mark.Host).ToHashSet();
        foreach (var host in sight.Refusing.Select(verdict => verdict.Mark.Host).Except(sight.ToBeEnded.Select(verdict => verdict.Mark.Host)))
            _memory.SetSearched(host);
        var gone = sight.Claims.Hosts.Values.Where(host =>
            host.Standing is HostStanding.Dead or HostStanding.AnotherBoot or HostStanding.Unreadable && !left.Contains(host.Tag));
        try
        {
            foreach (var host in gone) registry.Forget(host.Tag);
            registry.ForgetUnfinished();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"A dead host that left nothing cannot be unregistered, so that every sweep searches for it again: {e.Message}";
        }
    }

    private static LineageReport Trial(Sight sight) => new(
        sight.Reach,
        [
            .. sight.Verdicts.Where(verdict => verdict.ToBeEnded).Select(verdict => verdict.Finding(sight.ServerOf(verdict), LineageOutcome.WouldEnd)),
            .. Unprovable(sight),
        ],
        [],
        sight.RegistryFault);

    private static IEnumerable<LineageFinding> Refusing(Sight sight) => sight.Refusing
        .Select(verdict => verdict.Finding(sight.LeasedServerOf(verdict), LineageOutcome.Survived, null, Target.OtherUsersRights));

    private static IEnumerable<LineageFinding> Unprovable(Sight sight) => sight.Verdicts
        .Where(verdict => verdict.Standing == Standing.Unprovable)
        .Select(verdict => verdict.Finding(null, LineageOutcome.LeftAlone, null, "its owner cannot be proven"));

    private static Dictionary<(int Pid, long StartTicks), LineageMark> Proven(List<Hunt> hunts)
    {
        var proven = new Dictionary<(int, long), LineageMark>();
        foreach (var (process, mark) in hunts.SelectMany(hunt => hunt.Proven)) proven[process] = mark;
        return proven;
    }

    private sealed record Turn(long Number)
    {
        public TaskCompletionSource IsOver { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
