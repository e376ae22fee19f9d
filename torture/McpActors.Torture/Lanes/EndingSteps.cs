namespace McpActors.Torture.Lanes;

/// <summary>Faults of actors, keepers and hosts, and their required consequences.</summary>
internal static class EndingSteps
{
    public static readonly Dictionary<string, Func<History, string[], Task>> All = new()
    {
        ["kill-actor"] = (history, args) => Actor(history, args, "kill-actor"),
        ["crash-actor"] = (history, args) => Actor(history, args, "crash-actor"),
        ["terminate"] = (history, args) => System(history, args, "terminate"),
        ["abort"] = (history, args) => System(history, args, "abort"),
        ["shutdown"] = (history, args) => System(history, args, "shutdown"),
        ["sigterm-host"] = (history, args) => Signal(history, args, Posix.SIGTERM),
        ["sigkill-host"] = (history, args) => Signal(history, args, Posix.SIGKILL),
        ["sigkill-keepers"] = (history, args) => Keepers(history, args, Posix.SIGKILL),
        ["sigstop-keepers"] = (history, args) => Keepers(history, args, Posix.SIGSTOP),
        ["sigkill-both"] = async (history, args) =>
        {
            var host = history.Host(args[0]);
            history.Lane.Prepare();
            // Stopped, so that it cannot start another keeper, or learn of the end of one, before it dies too.
            host.Signal(Posix.SIGSTOP);
            await Keepers(history, args, Posix.SIGKILL);
            host.Signal(Posix.SIGKILL);
            await host.Exited;
        },
        ["expect-gone"] = async (history, args) =>
        {
            var promise = TimeSpan.FromMilliseconds(Steps.Number(args[^1]));
            var all = args is not ["watched", _];
            var took = await Watch.UntilGoneAsync(() => history.IsGone(all), promise + History.Generosity, history.Since);
            if (took is { } time)
            {
                history.Outcome.Deaths.Add(time.TotalMilliseconds);
                history.Watched.Clear();
                return;
            }

            // The test is whether anything is left; lateness is part of the numbers.
            history.EndSurvivors(all);
            if (history.Outcome.Survivors.Count == 0)
                history.Outcome.Deaths.Add(Stopwatch.GetElapsedTime(history.Since).TotalMilliseconds); // late, on a machine that was too busy to look
        },
    };

    private static async Task Actor(History history, string[] args, string verb)
    {
        var host = history.Host(args[0]);
        history.Since = Stopwatch.GetTimestamp();
        foreach (var path in args[1].Contains("{server}", StringComparison.Ordinal) ? host.Servers.Select(server => args[1].Replace("{server}", server)) : [args[1]])
        {
            var (ok, text) = await host.AskAsync($"{verb} {path}");
            if (!ok)
                throw new InvalidOperationException(text);
        }
    }

    private static Task System(History history, string[] args, string verb)
    {
        var host = history.Host(args[0]);
        host.IsSpoilt = true;
        history.Lane.Prepare();
        history.Since = Stopwatch.GetTimestamp();
        host.Tell(verb);
        return Task.CompletedTask;
    }

    private static async Task Signal(History history, string[] args, int signal)
    {
        var host = history.Host(args[0]);
        host.IsSpoilt = true;
        history.Since = Stopwatch.GetTimestamp();
        // "us after": only a wait shorter than a timer's kills hosts between the start of a process and its entry in
        // the ledger.
        if (args is [_, var microseconds])
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(history.Since).TotalMicroseconds >= Steps.Number(microseconds));
        host.Signal(signal);
        if (args is [_, _])
            history.Since = Stopwatch.GetTimestamp();
        history.Lane.Prepare();
        if (signal == Posix.SIGKILL)
            await host.Exited;
    }

    private static Task Keepers(History history, string[] args, int signal)
    {
        var host = history.Host(args[0]);
        // SIGSTOP leaves a ladder that no keeper climbs; the next history must not find its remains.
        host.IsSpoilt = true;
        history.Since = Stopwatch.GetTimestamp();
        foreach (var keeper in ProcessTree.Children(host.Pid))
        {
            // Only the host reaps it, and may do so in between: then its pid is free, and not yet another's.
            if (Identity.Of(keeper) is not null)
                _ = Posix.kill(keeper, signal);
        }

        return Task.CompletedTask;
    }
}
