namespace McpActors.EndToEnd.Tests.Support;

/// <summary>
/// The JSON output of <c>ps</c> and <c>sweep</c>. Other tests may run on this machine: only the requested host counts.
/// </summary>
internal static class Machine
{
    public static async Task<JsonElement> AskAsync(string config, params string[] command)
    {
        var ended = await RunningProgram.RunAsync([.. command, "--json", "--config", config]);
        Assert.True(ended is { ExitCode: 0, Stderr: "" }, ended.ToString());
        return Parse(ended);
    }

    public static JsonElement Parse(Ended ended) => JsonDocument.Parse(ended.Stdout).RootElement;

    /// <summary>A host, by its pid.</summary>
    public static async Task<JsonElement> HostAsync(string config, int pid) =>
        Assert.Single((await AskAsync(config, "ps")).GetProperty("hosts").EnumerateArray(), host => host.Is("pid", pid));

    /// <summary>Kills a host and its keepers together; their processes survive if they can.</summary>
    /// <returns>The host as <c>ps</c> showed it before.</returns>
    private static async Task<JsonElement> KillWithKeepersAsync(RunningProgram program, string config)
    {
        var host = await HostAsync(config, program.Pid);
        // A stopped host cannot sweep, and while it is not dead no keeper begins its ladder.
        program.Signal(Posix.SIGSTOP);
        foreach (var keeper in Keepers(host)) Posix.Check(Posix.kill(keeper, Posix.SIGKILL), "kill");
        program.Signal(Posix.SIGKILL);
        await program.EndAsync();
        foreach (var keeper in Keepers(host)) await Patience.Until(() => !ProcView.IsAlive(keeper), $"the end of keeper {keeper}");
        return host;
    }

    /// <summary>Runs a host, and kills it together with its keepers when all servers are ready.</summary>
    /// <returns>The host's pid, and the pids of the given number of survivors in ascending order.</returns>
    public static async Task<(int Host, IReadOnlyList<int> Left)> LeaveAsync(string config, string[] servers, int count)
    {
        using var program = RunningProgram.Start("run", "--config", config);
        foreach (var server in servers) await program.SeeAsync($@"\b{server} +ready");
        // A server may be ready before its children have started.
        var sleepers = servers.Contains("messy") ? 2 : 0;
        await Patience.Until(() => Household.Find(program.Pid, "mcp-sleeper").Count == sleepers, "the children");
        var host = await KillWithKeepersAsync(program, config);
        int[] pids = [.. host.Processes().Select(process => process.Int("pid"))];
        await Patience.Until(() => pids.Count(ProcView.IsAlive) == count, $"{count} left of {string.Join(' ', pids)}");
        return (program.Pid, [.. pids.Where(ProcView.IsAlive).Order()]);
    }

    public static IReadOnlyList<JsonElement> Processes(this JsonElement host) => [.. host.GetProperty("processes").EnumerateArray()];

    public static IReadOnlyList<int> Keepers(this JsonElement host) =>
        [.. host.Processes().Where(process => process.Is("keeper", process.Int("pid"))).Select(process => process.Int("pid"))];

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static bool Is(this JsonElement element, string name, int number) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } value && value.GetInt32() == number;

    /// <summary>The names of its members in order, on which scripts rely.</summary>
    public static string Shape(this JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name));
}
