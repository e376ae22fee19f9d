using System.Diagnostics;
using Akka.Actor;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;
using McpActors.Servers;

namespace McpActors.Benchmarks.Rows;

/// <summary>Tool calls a second with 64 callers on one server, each of which calls again as soon as it has its answer.</summary>
internal static class ToolCalls
{
    private const int Callers = 64;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        var calls = options.Quick ? 20 : 100;
        await using var host = Host.Start(1);
        await host.StartAsync(1);
        await using var ours = await OwnStreams.StartAsync();
        await using var theirs = await Sdk.StartAsync();
        // A keeper gives its server its own session, and Linux schedules each session as a group
        // (sched_autogroup_enabled): with all processors busy, that alone reduces the rate. This rival shows by how
        // much.
        await using var kept = await Sdk.StartKeptAsync();
        var actors = Enumerable.Range(1, Callers).Select(_ => host.System.ActorOf(CallerActor.Props(host.Mcp.Servers, ToolCall.Message))).ToList();

        var rates = await Interleaved.RunAsync(
            "calls/s",
            warmUp: options.Quick ? 1 : 3,
            options.Quick ? 1 : 11,
            () => RateAsync(calls, () => Task.WhenAll(actors.Select(actor => actor.Ask<CallerActor.Done>(new CallerActor.Run(calls), ToolCall.Patience)))),
            () => RateAsync(calls, () => Repeat(calls, () => host.Mcp.Servers.Ask<ToolResult>(ToolCall.Message, ToolCall.Patience))),
            () => RateAsync(calls, () => Repeat(calls, () => theirs.CallToolAsync(ToolCall.Request).AsTask())),
            () => RateAsync(calls, () => Repeat(calls, () => ours.Client.CallToolAsync(ToolCall.Request).AsTask())),
            () => RateAsync(calls, () => Repeat(calls, () => kept.CallToolAsync(ToolCall.Request).AsTask())));
        await host.StopAsync(1);
        return
        [
            Line("tool calls, 64 actors as callers", rates[0], "bare client", rates[2], true),
            Line("tool calls, 64 callers that Ask", rates[1], "bare client", rates[2], true),
            Line("  the same: 64 actors", rates[0], "bare client, kept server", rates[4], false),
            Line("  the same: 64 that Ask", rates[1], "bare client, kept server", rates[4], false),
            Line("  the same: 64 actors", rates[0], "bare client, our streams", rates[3], false),
            Line("  the same: 64 that Ask", rates[1], "bare client, our streams", rates[3], false),
            Line("  the keeper alone", rates[4], "bare client", rates[2], false),
        ];
    }

    private static Task Repeat(int calls, Func<Task> call) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < calls; i++) await call();
    })));

    private static async Task<double> RateAsync(int calls, Func<Task> run)
    {
        var since = Stopwatch.GetTimestamp();
        // An unanswered call must be an error.
        await run().WaitAsync(ToolCall.Patience);
        return calls * Callers / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static Row Line(string what, Series measured, string name, Series beside, bool aim)
    {
        var ratio = measured.Over(beside);
        return new Row(what, $"{measured}", $"{name}: {beside}", $"{ratio}", aim ? "at least 0.9x" : "", aim ? ratio.Median >= 0.9 : null);
    }
}
