using System.Diagnostics;
using Akka.Actor;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Benchmarks.Rows;

/// <summary>
/// The memory of a session in the host, and the cost of a call in a session compared with a client that owns the
/// server.
/// </summary>
internal static class SessionCosts
{
    private const int Many = 500;
    private const double MostKilobytes = 4.6, MostLatency = 1.05;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        await using var host = Host.Start(1);
        await host.StartAsync(1);
        var memory = await MemoryAsync(host, options.Rounds);
        var latencies = await LatenciesAsync(host, options);
        await host.StopAsync(1);
        return
        [
            new Row($"{Many} sessions on one server: memory of each", $"{memory}", "", "", $"at most {MostKilobytes} KB", memory.Median <= MostKilobytes),
            Line("warm call in a session, from an actor", latencies[0], "bare client", latencies[3], true),
            Line("warm call of a shared server, from an actor", latencies[6], "bare client", latencies[3], true),
            Line("warm call in a session, by Ask", latencies[1], "bare client", latencies[3], true),
            // See ToolCalls: the cost of a kernel session belongs to the keeper, whoever calls.
            Line("  the same: from an actor", latencies[0], "bare client, kept server", latencies[5], false),
            Line("  the same: from an actor", latencies[0], "bare client, our streams", latencies[4], false),
            Line("  the same: by Ask", latencies[1], "bare client, our streams", latencies[4], false),
            Line("  the same: by Ask", latencies[1], "Ask without a session", latencies[2], false),
            Line("  the keeper alone", latencies[5], "bare client", latencies[3], false),
        ];
    }

    // Live memory in KB: each session has been used once, and one actor holds them all.
    private static async Task<Series> MemoryAsync(Host host, int rounds)
    {
        var holder = Inbox.Create(host.System);
        var values = new List<double>();
        // The first round adds the parts that all sessions share.
        for (var round = 0; round <= rounds; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var opened = new List<SessionOpened>(Many);
            for (var i = 0; i < Many; i++) opened.Add(await OpenAsync(host, holder.Receiver));
            foreach (var session in opened) await session.Session.Ask<ToolResult>(ToolCall.Message, ToolCall.Patience);
            if (round > 0) values.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / 1e3 / Many);
            foreach (var session in opened)
            {
                await session.Session.Ask<SessionEnded>(new CloseSession(), ToolCall.Patience);
                await holder.ReceiveAsync(ToolCall.Patience);
            }
        }
        return new Series(values, "KB");
    }

    private static async Task<IReadOnlyList<Series>> LatenciesAsync(Host host, ReportOptions options)
    {
        // Many short turns, because a shared machine may be different a second later.
        var calls = options.Quick ? 20 : 200;
        await using var ours = await OwnStreams.StartAsync();
        await using var theirs = await Sdk.StartAsync();
        await using var kept = await Sdk.StartKeptAsync();
        var session = (await OpenAsync(host, ActorRefs.Nobody)).Session;
        var caller = host.System.ActorOf(TimingActor.Props(session, ToolCall.Message));
        var sharing = host.System.ActorOf(TimingActor.Props(host.Mcp.Servers, ToolCall.Message));
        return await Interleaved.RunAsync(
            "us",
            warmUp: options.Quick ? 1 : 3,
            options.Quick ? 1 : 75,
            async () => Median(await caller.Ask<IReadOnlyList<double>>(new TimingActor.Run(calls), ToolCall.Patience)),
            () => MedianAsync(calls, () => session.Ask<ToolResult>(ToolCall.Message, ToolCall.Patience)),
            () => MedianAsync(calls, () => host.Mcp.Servers.Ask<ToolResult>(ToolCall.Message, ToolCall.Patience)),
            () => MedianAsync(calls, () => theirs.CallToolAsync(ToolCall.Request).AsTask()),
            () => MedianAsync(calls, () => ours.Client.CallToolAsync(ToolCall.Request).AsTask()),
            () => MedianAsync(calls, () => kept.CallToolAsync(ToolCall.Request).AsTask()),
            async () => Median(await sharing.Ask<IReadOnlyList<double>>(new TimingActor.Run(calls), ToolCall.Patience)));
    }

    private static Task<SessionOpened> OpenAsync(Host host, IActorRef holder) =>
        host.Mcp.Sessions.Ask<SessionOpened>(new OpenSession("s1", Holder: holder), ToolCall.Patience);

    private static Task<double> MedianAsync(int calls, Func<Task> call) => Task.Run(async () =>
    {
        var values = new double[calls];
        for (var i = 0; i < calls; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await call();
            values[i] = Stopwatch.GetElapsedTime(since).TotalMicroseconds;
        }
        return Median(values);
    });

    private static double Median(IReadOnlyList<double> values) => new Series(values, "us").Median;

    private static Row Line(string what, Series measured, string name, Series beside, bool aim)
    {
        var ratio = measured.Over(beside);
        return new Row(what, $"{measured}", $"{name}: {beside}", $"{ratio}", aim ? $"at most {MostLatency}x" : "", aim ? ratio.Median <= MostLatency : null);
    }
}
