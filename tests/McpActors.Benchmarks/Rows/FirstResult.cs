using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>
/// From AddAkka to the first tool result, with a public server that is in npm's cache, in a process that has just begun: what a program's user
/// waits for.
/// </summary>
internal static class FirstResult
{
    private const double Most = 1.1;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        const string What = "AddAkka to the first result of everything";
        if (!FirstCall.CanBe) return [new Row(What, "npx is not installed", "", "", $"at most {Most}x", null)];
        var took = await Interleaved.RunAsync(
            "ms",
            warmUp: 1,
            options.Rounds,
            () => FirstCall.MeasureAsync(FirstCall.Ours),
            () => FirstCall.MeasureAsync(FirstCall.Alone),
            () => FirstCall.MeasureAsync(FirstCall.BesideAkka));
        return
        [
            Line(What, took[0], "csharp-sdk alone", took[1], true),
            // What an actor system takes that a program has anyway, and what McpActors adds to it.
            Line("  the same", took[0], "csharp-sdk in a program with Akka.NET", took[2], false),
            Line("  Akka.NET alone", took[2], "csharp-sdk alone", took[1], false),
        ];
    }

    private static Row Line(string what, Series measured, string name, Series beside, bool aim)
    {
        var ratio = measured.Over(beside);
        return new Row(what, $"{measured}", $"{name}: {beside}", $"{ratio}", aim ? $"at most {Most}x" : "", aim ? ratio.Median <= Most : null);
    }
}
