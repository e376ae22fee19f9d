namespace McpActors.Torture.Lanes;

/// <summary>A user's requests to servers.</summary>
internal static class ServerSteps
{
    public static readonly Dictionary<string, Func<History, string[], Task>> All = new()
    {
        ["start"] = (history, args) => Tell(history, args, "start"),
        ["restart"] = (history, args) => Tell(history, args, "restart", ends: true),
        ["stop"] = (history, args) => Tell(history, args, "stop", ends: true),
        ["stopped"] = async (history, args) =>
        {
            var host = history.Host(args[0]);
            history.Since = Now;
            foreach (var (ok, text) in await Task.WhenAll(Steps.Servers(host, args[1..]).Select(server => host.AskAsync($"stop {server}"))))
            {
                if (!ok)
                    throw new InvalidOperationException($"It was not stopped: {text} ({host.Log})");
            }
        },
        ["running"] = (history, args) => Steps.RunningAsync(history.Host(args[0]), Steps.Servers(history.Host(args[0]), args[1..])),
        ["ready"] = (history, args) =>
            Task.WhenAll(Steps.Servers(history.Host(args[0]), args[1..]).Select(history.Host(args[0]).ReadyAsync)),
        ["grown"] = (history, args) => Steps.GrownAsync(history.Host(args[0])),
        ["call"] = (history, args) => history.Host(args[0]).AskAsync($"call {args[1]} {args[2]}"),
        ["batch"] = (history, args) =>
        {
            var host = history.Host(args[0]);
            var servers = Steps.Servers(host, args[3..]);
            host.Servers.UnionWith(servers);
            history.Batches[args[1]] = host.AskAsync($"batch {args[1]} {args[2]} {string.Join(' ', servers)}");
            return Task.CompletedTask;
        },
        ["await-batch"] = async (history, args) =>
        {
            var (ok, text) = await history.Batches[args[1]];
            if (!ok)
                throw new InvalidOperationException($"The batch failed: {text}");
        },
        ["cancel-batch"] = (history, args) => history.Host(args[0]).AskAsync($"cancel-batch {args[1]}"),
        ["sweep"] = (history, args) =>
        {
            history.Host(args[0]).Tell("sweep");
            return Task.CompletedTask;
        },
        ["watch"] = (history, args) =>
        {
            var keepers = history.Host(args[0]).Keepers().Values.ToList();
            history.FormerPids.AddRange(keepers);
            history.FormerPids.AddRange(keepers.SelectMany(ProcessTree.Children));
            history.Watched.AddRange(keepers.Select(Identity.Of).OfType<Identity>());
            return Task.CompletedTask;
        },
    };

    private static long Now => System.Diagnostics.Stopwatch.GetTimestamp();

    private static Task Tell(History history, string[] args, string verb, bool ends = false)
    {
        var host = history.Host(args[0]);
        var servers = Steps.Servers(host, args[1..]);
        host.Servers.UnionWith(servers);
        if (ends)
            history.Since = Now;
        if (verb is "start" or "restart")
            host.Starting.AddRange(servers);
        foreach (var server in servers)
            host.Tell($"{verb} {server}");
        return Task.CompletedTask;
    }
}
