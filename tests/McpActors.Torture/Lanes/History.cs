using System.Diagnostics;
using McpActors.Testing;
using McpActors.Torture.Bystanders;
using McpActors.Torture.Oracle;
using McpActors.Torture.Scripts;

namespace McpActors.Torture.Lanes;

/// <summary>A script that is being run: its hosts, what it watches, and what has come of it so far.</summary>
internal sealed class History(Script script, Lane lane)
{
    /// <summary>A machine that tests run on is noisy: what is late by less than this is reported as a number, and is no failure.</summary>
    public static readonly TimeSpan Generosity = TimeSpan.FromSeconds(3);

    // What a step that takes this long is told for, should its history fail.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    public Lane Lane => lane;

    public Outcome Outcome { get; } = new() { Name = script.Name, Ending = script.Ending, Cells = script.Cells };

    public Dictionary<string, TortureHost> Hosts { get; } = [];

    /// <summary>Keepers that the last ending was about; they have to be gone, also under a host that lives and has others.</summary>
    public List<Identity> Watched { get; } = [];

    /// <summary>Pids that were in use, for bystanders that come after.</summary>
    public List<int> FormerPids { get; } = [];

    public Dictionary<string, Task<(bool Ok, string Text)>> Batches { get; } = [];

    /// <summary>Other users, whose processes bear marks of hosts here.</summary>
    public List<Forger> Forgers { get; } = [];

    public bool HasNeighbour { get; set; }

    public bool HasBystanders { get; set; }

    /// <summary>When the last ending began.</summary>
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

    /// <summary>Whether all that was watched, and all that lived below hosts that are dead, is gone.</summary>
    public bool IsGone(bool all) =>
        Watched.All(keeper => !keeper.IsAlive) && (!all || Hosts.Values.All(host => host.HasNoProcesses));

    /// <summary>Names what is still there under the hosts of this history, and what has escaped; then ends all of it.</summary>
    /// <param name="all">Whether nothing should be left under living hosts; else only what was watched, and what has escaped.</param>
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
        // Its keepers are ours now, the stopped ones among them.
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

            // Whatever the script has left out: after it nothing is left.
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
            // The news of an end has further to go than the process; it may not take for ever.
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
