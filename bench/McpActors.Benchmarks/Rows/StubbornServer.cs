using System.Diagnostics;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>A server that ignores the end of its stdin and ends on SIGTERM.</summary>
internal static class StubbornServer
{
    private const double Margin = 100;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        await using var host = Host.Start(1);
        var stops = await Interleaved.RunAsync(
            "ms",
            options.WarmUp(1),
            options.Rounds,
            async () =>
            {
                await host.StartAsync(Host.Stubborn);
                var since = Stopwatch.GetTimestamp();
                await host.StopAsync(Host.Stubborn);
                return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            },
            async () =>
            {
                var client = await Sdk.StartAsync(BenchServer.IgnoreEof);
                var since = Stopwatch.GetTimestamp();
                await client.DisposeAsync();
                return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            });
        var late = stops[0].Median - Host.EofGrace.TotalMilliseconds;
        return
        [
            new Row(
                "ignores EOF: stop to confirmed",
                $"{stops[0]}",
                $"DisposeAsync: {stops[1]}",
                $"eof-grace of {Host.EofGrace.TotalMilliseconds} ms + {Series.Text(late, "ms")}",
                $"eof-grace + {Margin} ms",
                late <= Margin),
        ];
    }
}
