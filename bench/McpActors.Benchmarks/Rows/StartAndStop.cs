using System.Diagnostics;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>Fifty servers at once: from the request to ready, and from the request to a proven end.</summary>
internal static class StartAndStop
{
    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        var servers = options.Servers(50);
        var (sdkStops, actorStops) = (new List<double>(), new List<double>());
        await using var host = Host.Start(servers);
        var starts = await Interleaved.RunAsync(
            "ms",
            options.WarmUp(1),
            options.Rounds,
            async () =>
            {
                var since = Stopwatch.GetTimestamp();
                await host.StartAsync(servers);
                var ready = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                since = Stopwatch.GetTimestamp();
                await host.StopAsync(servers);
                actorStops.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                await Machine.NoChildrenAsync();
                return ready;
            },
            async () =>
            {
                var since = Stopwatch.GetTimestamp();
                var clients = await Sdk.StartAsync(servers);
                var ready = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                since = Stopwatch.GetTimestamp();
                await Sdk.StopAsync(clients);
                sdkStops.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
                await Machine.NoChildrenAsync();
                return ready;
            });
        // Without the warm-up, like the starts.
        var stops = new[] { new Series(actorStops[^options.Rounds..], "ms"), new Series(sdkStops[^options.Rounds..], "ms") };
        return
        [
            Line($"start to ready, {servers} at once", starts, "StdioClientTransport", 1.05),
            Line($"stop to confirmed, {servers} at once", stops, "DisposeAsync", 1.0),
        ];
    }

    private static Row Line(string what, IReadOnlyList<Series> series, string beside, double target)
    {
        var ratio = series[0].Over(series[1]);
        return new Row(what, $"{series[0]}", $"{beside}: {series[1]}", $"{ratio}", $"at most {target}x", ratio.Median <= target);
    }
}
