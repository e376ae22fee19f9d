using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Finds by their lineage what no keeper holds any more, and ends it: of leases whose keeper was killed, of hosts that died. It disturbs
/// nothing that has an owner, here or on another host, and touches nothing that it cannot prove. Thread-safe.
/// </summary>
/// <param name="ledger">The leases of this host; null for a program that has no processes of its own.</param>
/// <param name="registry">The other hosts; null where there is no registry: then what is not this host's is reported and left alone.</param>
public sealed class LineageSweeper(LeaseLedger? ledger, HostRegistry? registry)
{
    private readonly Dictionary<LineageMark, Task> _hunted = [];
    private HashSet<long> _withoutKeeper = [];
    private ProcessTable? _table;

    /// <summary>
    /// Looks at every process, ends what is to be ended, and looks again until nothing of it is left or all has been tried: within about two
    /// seconds, or the ladder of a dead host's keeper more.
    /// </summary>
    /// <param name="trial">Whether to signal nothing and only say what would be done.</param>
    /// <exception cref="IOException">There is no process table to be seen.</exception>
    public Task<LineageReport> SweepAsync(bool trial = false) => Task.Run(async () =>
    {
        // One sweep after another uses the same table; two at once have one each.
        var table = Interlocked.Exchange(ref _table, null) ?? new ProcessTable();
        var sight = new Sight(table, ledger, registry);
        var hunts = new List<Hunt>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            sight.Look(Proven(hunts), once: false);
            if (trial) return Trial(sight);
            GiveUpVanishedKeepers(sight);
            await HuntAsync(sight, hunts, done.Task).ConfigureAwait(false);
            var settled = Settle(sight, hunts);
            var fault = ForgetHosts(sight) ?? sight.RegistryFault;
            return new LineageReport(sight.Reach, [.. hunts.SelectMany(hunt => hunt.Findings), .. Unprovable(sight)], settled, fault);
        }
        finally
        {
            lock (_hunted)
            {
                foreach (var hunt in hunts) _hunted.Remove(hunt.Mark);
            }
            foreach (var hunt in hunts) hunt.Dispose();
            _table = table;
            done.SetResult();
        }
    });

    private async Task HuntAsync(Sight sight, List<Hunt> hunts, Task done)
    {
        while (true)
        {
            var others = Take(sight, hunts, done);
            var found = sight.Verdicts.Where(verdict => verdict.ToBeEnded).ToLookup(verdict => verdict.Mark);
            foreach (var hunt in hunts) hunt.Pursue([.. found[hunt.Mark]], sight);

            var open = hunts.Where(hunt => !hunt.IsOver && !hunt.IsExhausted).ToList();
            if (open.Count > 0) await Task.WhenAny(open.Select(hunt => hunt.Next)).ConfigureAwait(false);
            // Whatever is left by the sweep that is after it now is then ours to try, and to name.
            else if (others.Count > 0) await Task.WhenAll(others).ConfigureAwait(false);
            // A look in haste proves the end of nothing, and neither does one that processes were born through.
            else if (hunts.Count == 0 || (!sight.WasOnce && (sight.Reach.Settled || hunts.All(hunt => hunt.IsExhausted)))) return;
            sight.Look(Proven(hunts), once: open.Any(hunt => hunt.IsChase));
        }
    }

    /// <summary>Takes on every lineage that is to be ended.</summary>
    /// <returns>The sweeps that are after one of them already.</returns>
    private List<Task> Take(Sight sight, List<Hunt> hunts, Task done)
    {
        var marks = sight.Verdicts.Where(verdict => verdict.ToBeEnded).Select(verdict => verdict.Mark)
            // A lease without its keeper, of which nothing may be left: that is to be seen and said as well.
            .Concat(sight.Claims.Leases.Values.Where(lease => lease.Standing == Standing.Orphan).Select(lease => LineageMark.Of(ledger!.Host, lease.Lease)));
        var others = new List<Task>();
        lock (_hunted)
        {
            foreach (var mark in marks)
            {
                if (_hunted.TryAdd(mark, done)) hunts.Add(new Hunt(mark));
                else if (_hunted[mark] is var other && other != done) others.Add(other);
            }
        }
        return others;
    }

    // A keeper that ends is out of the table a moment before its lease knows. One that was not there twice is gone for good.
    private void GiveUpVanishedKeepers(Sight sight)
    {
        HashSet<long> gone = [.. sight.LeasesWithoutKeeper];
        var before = Interlocked.Exchange(ref _withoutKeeper, gone);
        foreach (var lease in gone.Where(before.Contains)) ledger?.Find(lease)?.GiveUpKeeper();
    }

    private List<Lease> Settle(Sight sight, List<Hunt> hunts)
    {
        var settled = new List<Lease>();
        if (!sight.Reach.Complete) return settled;
        foreach (var hunt in hunts.Where(hunt => hunt.IsOver && hunt.Mark.Host == sight.Claims.Own))
        {
            if (!sight.Claims.Leases.TryGetValue(hunt.Mark.Lease, out var claim) || ledger!.Find(claim.Lease) is not { } lease) continue;
            lease.Settle();
            settled.Add(lease);
        }
        return settled;
    }

    // A host that has died is remembered for as long as something may be left of it. What was ended is reported, even if it cannot be forgotten.
    private string? ForgetHosts(Sight sight)
    {
        if (registry is null || !sight.Reach.Complete) return null;
        var left = sight.Verdicts.Select(verdict => verdict.Mark.Host).ToHashSet();
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
            return $"A dead host of which nothing is left cannot be forgotten, and every sweep looks for it again: {e.Message}";
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

    private static IEnumerable<LineageFinding> Unprovable(Sight sight) => sight.Verdicts
        .Where(verdict => verdict.Standing == Standing.Unprovable)
        .Select(verdict => verdict.Finding(sight.ServerOf(verdict), LineageOutcome.LeftAlone, null, "whose it is cannot be proven"));

    private static Dictionary<(int Pid, long StartTicks), LineageMark> Proven(List<Hunt> hunts)
    {
        var proven = new Dictionary<(int, long), LineageMark>();
        foreach (var (process, mark) in hunts.SelectMany(hunt => hunt.Proven)) proven[process] = mark;
        return proven;
    }
}
