using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>
/// From AddAkka to the first tool result of a public server in npm's cache: in a process that has done it before, and
/// in a new one, where the compilation of Akka.NET comes first, which every platform pays for.
/// </summary>
internal static class FirstResult
{
    private const double Most = 1.1;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        const string What = "AddAkka to the first result of everything";
        if (FirstCall.WhyNot is { } reason) return [new Row(What, reason, "", "", $"at most {Most}x", null)];
        var warm = await Interleaved.RunAsync(
            "ms",
            options.WarmUp(2),
            options.Rounds,
            () => FirstCall.RunAsync(FirstCall.Ours),
            () => FirstCall.RunAsync(FirstCall.Alone),
            // See ToolCalls: the cost of a kernel session belongs to the keeper.
            () => FirstCall.RunAsync(FirstCall.Kept));
        var cold = await Interleaved.RunAsync(
            "ms",
            options.WarmUp(1),
            options.Rounds,
            () => FirstCall.RunInNewProcessAsync(FirstCall.Ours),
            () => FirstCall.RunInNewProcessAsync(FirstCall.Alone),
            () => FirstCall.RunInNewProcessAsync(FirstCall.BesideAkka));
        return
        [
            Line(What, warm[0], "csharp-sdk alone", warm[1], true),
            Line("  the same", warm[0], "csharp-sdk and a keeper", warm[2], false),
            Line("  in a new process", cold[0], "csharp-sdk alone", cold[1], true),
            Line("  in a new process", cold[0], "csharp-sdk in a program with Akka.NET", cold[2], false),
            Line("  Akka.NET in a new process", cold[2], "csharp-sdk alone", cold[1], false),
        ];
    }

    private static Row Line(string what, Series measured, string name, Series beside, bool aim)
    {
        var ratio = measured.Over(beside);
        return new Row(what, $"{measured}", $"{name}: {beside}", $"{ratio}", aim ? $"at most {Most}x" : "", aim ? ratio.Median <= Most : null);
    }
}
