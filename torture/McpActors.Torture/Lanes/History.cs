using McpActors.Torture.Bystanders;

namespace McpActors.Torture.Lanes;

/// <summary>A script in progress: its hosts, the watched processes, and the outcome so far.</summary>
internal sealed class History(Script script, Lane lane)
{
    /// <summary>
    /// Lateness below this is reported as a number and is not a failure, because test machines are noisy.
    /// </summary>
    public static readonly TimeSpan Generosity = TimeSpan.FromSeconds(3);

    // A step that takes this long is mentioned if its history fails.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    public Lane Lane => lane;

    public Outcome Outcome { get; } = new() { Name = script.Name, Ending = script.Ending, Cells = script.Cells };

    public Dictionary<string, TortureHost> Hosts { get; } = [];

    /// <summary>Keepers of the last ending; they must be gone, even under a live host that has others.</summary>
    public List<Identity> Watched { get; } = [];

    /// <summary>Pids that were in use, for bystanders that come after.</summary>
    public List<int> FormerPids { get; } = [];

    public Dictionary<string, Task<(bool Ok, string Text)>> Batches { get; } = [];

    /// <summary>Other users, whose processes bear marks of hosts here.</summary>
    public List<Forger> Forgers { get; } = [];

    public bool HasNeighbour { get; set; }

    public bool HasBystanders { get; set; }

    /// <summary>The time at which the last ending began.</summary>
    public long Since { get; set; } = Stopwatch.GetTimestamp();

    public TortureHost Host(string name) =>
        Hosts.TryGetValue(name, out var host) ? host : throw new InvalidOperationException($"The script has no host '{name}' here.");

    public async Task<Outcome> RunAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var (step, number) in script.Steps.Select((step, index) => (step, index + 1)))
        {
            var stepBegun = Stopwatch.GetTimestamp();
            try
            {
                await Steps.RunAsync(this, step.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
            catch (SkippedException skipped)
            {
                Outcome.Skipped = skipped.Message;
            }
            catch (Exception e)
            {
                Outcome.Failures.Add($"step {number} '{step}': {e.Message}");
            }

            if (Stopwatch.GetElapsedTime(stepBegun) is var took && took > Slow)
                Outcome.Notes.Add($"step {number} '{step}' took {took.TotalSeconds:0.0} s");
            if (!Outcome.Passed || Outcome.Skipped is not null)
                break;
        }

        await FinishAsync();
        Outcome.Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return Outcome;
    }

    /// <summary>Whether all watched processes, and all processes below dead hosts, are gone.</summary>
    public bool IsGone(bool all) =>
        Watched.All(keeper => !keeper.IsAlive) && (!all || Hosts.Values.All(host => host.HasNoProcesses));

    /// <summary>
    /// Names the processes that are left under the hosts of this history, and escaped ones; then ends all of them.
    /// </summary>
    /// <param name="all">Whether nothing may be left under live hosts; otherwise only watched and escaped processes
    /// count.</param>
    public void EndSurvivors(bool all)
    {
        var living = Hosts.Values.Where(host => host.IsAlive).ToList();
        var below = all
            ? living.SelectMany(host => ProcessTree.Descendants(host.Pid))
            : Watched.Where(keeper => keeper.IsAlive).SelectMany(keeper => ProcessTree.Descendants(keeper.Pid).Append(keeper.Pid));
        var survivors = below.Where(pid => Identity.Of(pid) is not null).Concat(Strangers.WithDescendants());
        Outcome.Survivors.AddRange(survivors.Distinct().Select(Strangers.Describe));
        foreach (var host in living)
            host.Signal(Posix.SIGKILL);
        Task.WaitAll([.. living.Select(host => host.Exited)], Patience.Limit);
        // Its keepers are our children now, including stopped ones.
        _ = Strangers.End();
    }

    private async Task FinishAsync()
    {
        try
        {
            Outcome.Lifetimes += Hosts.Values.Sum(host => host.Lifetimes - host.LifetimesBefore);
            if (!Outcome.Passed)
                Outcome.Notes.AddRange(Hosts.Where(host => host.Value.Log.Length > 0).Select(host => $"log of host {host.Key}: {host.Value.Log}"));
            foreach (var host in Hosts.Values)
                await LeaveAsync(host);

            // Nothing may be left after a history, even if its script omits the check.
            if (await Watch.UntilGoneAsync(() => true, HostRole.HostConfig.Ladder + Generosity, Stopwatch.GetTimestamp()) is null)
                Outcome.Survivors.AddRange(Strangers.End());
            if (HasNeighbour && lane.Neighbour is { } neighbour)
                Outcome.DeadBystanders.AddRange(await neighbour.CheckAsync());
            if (HasBystanders)
                Outcome.DeadBystanders.AddRange(lane.Camp.Dead());
            lane.Camp.ForgetRecycled();
            Outcome.DeadBystanders.AddRange(Forgers.SelectMany(forger => forger.Dead()));
        }
        catch (Exception e)
        {
            Outcome.Failures.Add($"at its end: {e.Message}");
        }
        finally
        {
            foreach (var forger in Forgers)
                forger.Dispose();
        }
    }

    private async Task LeaveAsync(TortureHost host)
    {
        if (Outcome.Passed && host.IsAlive && !host.IsSpoilt && host.HasNoProcesses)
        {
            // The report of an end takes longer than the end itself, but not for ever.
            var open = "";
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Generosity; await Task.Delay(20))
            {
                (_, open) = await host.AskAsync("open");
                if (open == "0")
                {
                    lane.Keep(host);
                    return;
                }
            }

            Outcome.Failures.Add($"the ledger of host {host.Pid} has {open} open leases, and it has no process ({host.Log})");
        }

        await Lane.RetireAsync(host);
    }
}

/// <summary>A step cannot be done on this machine; the message says why.</summary>
internal sealed class SkippedException(string message) : Exception(message);
