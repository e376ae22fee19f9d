namespace McpActors.Torture.Lanes;

/// <summary>The steps of scripts. See <see cref="Help"/>.</summary>
internal static class Steps
{
    public const string Help =
        """
        host H [fresh]                 a host; fresh: one that starts now
        user-host H                    a host that is no root, with a runtime directory of its own
        next-host H DEAD               one that starts now, of the same user as the host DEAD
        forge-marks H N                N processes of another user with a mark of H that is over, and N with one that never was; they must live
        neighbour | bystanders         a live neighbour host; processes that look like ours
        start H SERVER...              asks for the start, and does not wait; * in the place of SERVER is all that this script has started on H
        running | ready H SERVER...    waits for the keeper; for the answered handshake
        grown H                        waits until the process trees of H no longer change
        stop | restart H SERVER...     asks for it, and waits for no answer; stopped H SERVER... does
        call H SERVER MS               a tool call
        batch H ID MS SERVER...        a batch with a job a server, and that timeout; await-batch H ID; cancel-batch H ID
        kill-actor | crash-actor H PATH    stops an actor by Kill; restarts it as a supervisor does
        sweep H                        asks the reaper, and waits for no answer
        terminate | abort | shutdown H of the actor system
        sigkill-host | sigterm-host | sigkill-keepers | sigkill-both | sigstop-keepers H
        sigkill-host H US              so many microseconds after the step before
        recycle                        bystanders with the pids of keepers that have ended
        registry H full|read-only      a host whose runtime directory is so
        soak H LIFETIMES SERVER...     that many lifetimes, and what the host holds before and after
        pause MS                       lets them live
        watch H                        what expect-gone waits for, beside what escapes, though H lives on
        expect-gone [watched|all] MS   no process is left; MS is the promise, which is measured
        """;

    private static readonly Dictionary<string, Func<History, string[], Task>> Verbs = new(
        HostSteps.All.Concat(ServerSteps.All).Concat(EndingSteps.All).Concat(SoakSteps.All));

    public static Task RunAsync(History history, string[] words) => Verbs.TryGetValue(words[0], out var step)
        ? step(history, words[1..])
        : throw new InvalidOperationException($"No step is called '{words[0]}'. There are:\n{Help}");

    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> Servers(TortureHost host, IReadOnlyList<string> named) => named is ["*"] ? [.. host.Servers] : named;

    /// <summary>Waits until the process trees below a host are stable, or are known to change for ever.</summary>
    public static async Task GrownAsync(TortureHost host)
    {
        const int Pause = 20, Still = 4, AtMost = 75;
        await host.StartedAsync();
        var (last, same) = (new HashSet<int>(), 0);
        for (var look = 0; look < AtMost && same < Still; look++)
        {
            await Task.Delay(Pause);
            var now = ProcessTree.Descendants(host.Pid).ToHashSet();
            same = now.SetEquals(last) ? same + 1 : 0;
            last = now;
        }
    }

    public static async Task<Dictionary<string, int>> RunningAsync(TortureHost host, IReadOnlyList<string> servers)
    {
        using var patience = new CancellationTokenSource(Testing.Patience.Limit);
        while (true)
        {
            var keepers = host.Keepers();
            if (servers.All(keepers.ContainsKey))
                return keepers;
            if (patience.IsCancellationRequested || !host.IsAlive)
                throw new TimeoutException($"No keeper came for {string.Join(", ", servers.Where(server => !keepers.ContainsKey(server)))} ({host.Log})");
            await Task.Delay(3, CancellationToken.None);
        }
    }
}
