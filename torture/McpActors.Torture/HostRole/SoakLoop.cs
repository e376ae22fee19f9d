namespace McpActors.Torture.HostRole;

/// <summary>
/// Many lifetimes in one host, and its resources before and after. Some servers are awaited until they are ready, the
/// others are stopped in the middle of their start.
/// </summary>
internal sealed class SoakLoop(McpActorsExtension mcp, LineOutput output)
{
    // Until caches, pools and compilation tiers have settled.
    private const int WarmUp = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Empty if all resources are flat; otherwise the others.</returns>
    public async Task<string> RunAsync(int lifetimes, string[] arguments)
    {
        output.TellsEvents = false;
        var (runtimeDirectory, servers) = (arguments[0], arguments[1..]);
        await RoundsAsync(servers, Math.Min(WarmUp, lifetimes));
        var before = Vitals.Take(mcp.OpenLeases.Count, runtimeDirectory);
        output.Say($"vitals before: {before}");
        var done = await RoundsAsync(servers, lifetimes);
        // MCP clients are closed in the background, and may wait some seconds for their own reader
        // (McpConnection.Close).
        await Task.Delay(TimeSpan.FromSeconds(6));
        var after = Vitals.Take(mcp.OpenLeases.Count, runtimeDirectory);
        output.Say($"vitals after {done} lifetimes: {after}");
        return string.Join("; ", Tolerance.Exceeded(before, after, done));
    }

    /// <summary>
    /// Each server at its own pace: a stubborn one takes its whole ladder, and must not delay the others.
    /// </summary>
    private async Task<int> RoundsAsync(string[] servers, int lifetimes)
    {
        var begun = 0;
        await Task.WhenAll(servers.Select(async server =>
        {
            for (var round = 0; Interlocked.Increment(ref begun) <= lifetimes; round++)
                await LifeAsync(server, round);
        }));
        return lifetimes;
    }

    private async Task LifeAsync(string server, int round)
    {
        var start = mcp.Servers.Ask<object>(new StartServer(server), Patience);
        if (round % 4 == 0)
            await Task.WhenAny(start, Task.Delay(200));
        else
            await Task.Delay(round % 7);
        var stopped = await mcp.Servers.Ask<ServerStopped>(new StopServer(server), Patience);
        if (stopped.Exit is { Confirmed: false } exit)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{server}, round {round}: {exit.Describe()}"));
        // A stopped start must be answered with a failure.
        await start.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
