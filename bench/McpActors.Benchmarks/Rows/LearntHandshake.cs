using System.Diagnostics;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;
using ModelContextProtocol.Client;

namespace McpActors.Benchmarks.Rows;

/// <summary>A server that ignores <c>server/discover</c>: from the wish to ready, when what it speaks was learnt by an earlier start.</summary>
internal static class LearntHandshake
{
    private const double Target = 1.05;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        var rounds = options.Quick ? 1 : 21;
        var folder = Directory.CreateTempSubdirectory("handshake-").FullName;
        await using var host = Host.Start(1, more: $"greeter {{ command = \"{Adversary}\", args = [mcp-greets, ignores, \"{folder}/actors\"] }}");
        // It is paid once, and is none of the rounds.
        var since = Stopwatch.GetTimestamp();
        await host.StartAsync("greeter");
        var first = Stopwatch.GetElapsedTime(since);
        await host.StopAsync("greeter");
        var starts = await Interleaved.RunAsync(
            "ms",
            options.WarmUp(3),
            rounds,
            async () =>
            {
                var begin = Stopwatch.GetTimestamp();
                await host.StartAsync("greeter");
                var ready = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                await host.StopAsync("greeter");
                await Machine.NoChildrenAsync();
                return ready;
            },
            async () =>
            {
                var begin = Stopwatch.GetTimestamp();
                var client = await McpClient.CreateAsync(
                    new StdioClientTransport(new StdioClientTransportOptions { Command = Adversary, Arguments = ["mcp-greets", "ignores", $"{folder}/sdk"] }),
                    new McpClientOptions { ProtocolVersion = "2025-11-25" });
                var ready = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                await client.DisposeAsync();
                await Machine.NoChildrenAsync();
                return ready;
            });
        Directory.Delete(folder, recursive: true);
        var ratio = starts[0].Over(starts[1]);
        return
        [
            new Row(
                $"ignores server/discover: second start (the first took {Series.Text(first.TotalMilliseconds, "ms")})",
                $"{starts[0]}", $"StdioClientTransport, told to initialize: {starts[1]}", $"{ratio}", $"at most {Target}x", ratio.Median <= Target),
        ];
    }

    private static string Adversary { get; } = Path.Combine(
        Directory.GetParent(AppContext.BaseDirectory)!.Parent!.Parent!.FullName, "McpActors.Adversary", new DirectoryInfo(AppContext.BaseDirectory).Name, "McpActors.Adversary");
}
