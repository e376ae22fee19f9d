using System.Globalization;
using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Torture.HostRole;

/// <summary>
/// Many lifetimes in one host, and what it holds before and after. Starts and stops go in rounds of all given servers at once; some are awaited
/// until they are ready, the others are stopped in the middle of their start.
/// </summary>
internal sealed class SoakLoop(McpActorsExtension mcp, LineOutput output)
{
    // Until caches, pools and tiers of compilation are as they stay.
    private const int WarmUp = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Empty where all is flat; else what is not.</returns>
    public async Task<string> RunAsync(int lifetimes, string[] arguments)
    {
        output.TellsEvents = false;
        var (runtimeDirectory, servers) = (arguments[0], arguments[1..]);
        await RoundsAsync(servers, Math.Min(WarmUp, lifetimes));
        var before = Vitals.Take(mcp.Ledger.Open.Count, runtimeDirectory);
        output.Say($"vitals before: {before}");
        var done = await RoundsAsync(servers, lifetimes);
        // MCP clients are closed in the background, and may wait some seconds for their own reader (McpConnection.Close).
        await Task.Delay(TimeSpan.FromSeconds(6));
        var after = Vitals.Take(mcp.Ledger.Open.Count, runtimeDirectory);
        output.Say($"vitals after {done} lifetimes: {after}");
        return string.Join("; ", Tolerance.Exceeded(before, after, done));
    }

    private async Task<int> RoundsAsync(string[] servers, int lifetimes)
    {
        var done = 0;
        for (var round = 0; done < lifetimes; round++, done += servers.Length)
        {
            var starts = servers.Select(server => mcp.Servers.Ask<object>(new StartServer(server), Patience)).ToList();
            if (round % 4 == 0)
                await Task.WhenAny(Task.WhenAll(starts), Task.Delay(400));
            else
                await Task.Delay(round % 7);
            foreach (var stopped in await Task.WhenAll(servers.Select(server => mcp.Servers.Ask<ServerStopped>(new StopServer(server), Patience))))
            {
                if (stopped.Exit is { Confirmed: false } exit)
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{stopped.Server}, round {round}: {exit.Describe()}"));
            }

            // A start that is stopped is answered with a failure, and has to be.
            await Task.WhenAll(starts.Select(start => start.ContinueWith(_ => { }, TaskScheduler.Default)));
        }

        return done;
    }
}
