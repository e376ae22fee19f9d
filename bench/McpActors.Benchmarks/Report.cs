using System.Runtime.InteropServices;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Rows;

namespace McpActors.Benchmarks;

/// <summary>
/// All rows of the table in one run. A missed target is not an error, because the machine may be busy. A row that
/// cannot be measured is an error: it is named, the other rows are measured and printed, and the exit code is 1.
/// </summary>
internal static class Report
{
    private const string FileName = "report.md";

    public static async Task<int> RunAsync(ReportOptions options)
    {
        var (lines, failures) = (new List<Row>(), new List<string>());
        var before = Machine.Load;
        foreach (var row in options.Rows)
        {
            Progress.Say($"{row} (load {Machine.Load})");
            try
            {
                var measured = await MeasureAsync(row, options);
                // A single quick round cannot judge a target.
                lines.AddRange(options.Quick ? measured.Select(line => line with { Met = null }) : measured);
                await Machine.NoChildrenAsync();
            }
            catch (Exception e)
            {
                failures.Add($"{row}: {e.Message}");
                Progress.Say($"  {row} could not be measured: {e}");
            }
            // After each row, in case the run is ended from outside.
            await File.WriteAllTextAsync(FileName, Text(options, before, lines, failures));
        }
        Console.Write(Text(options, before, lines, failures));
        return failures.Count > 0 ? 1 : 0;
    }

    private static async Task<IEnumerable<Row>> MeasureAsync(string row, ReportOptions options) => row switch
    {
        "keeper" => KeeperTime.Measure(options),
        "memory" => KeeperMemory.Measure(),
        "threads" => await HostThreads.MeasureAsync(options),
        "start-stop" => await StartAndStop.MeasureAsync(options),
        "handshake" => await LearntHandshake.MeasureAsync(options),
        "lists" => await ListsWithoutProcess.MeasureAsync(options),
        "stubborn" => await StubbornServer.MeasureAsync(options),
        "killed" => await Killed.MeasureAsync(options),
        "scan" => await ScanTime.MeasureAsync(options),
        "marks" => await ForgedMarks.MeasureAsync(options),
        "sessions" => await SessionCosts.MeasureAsync(options),
        "first-result" => await FirstResult.MeasureAsync(options),
        "idle" => await IdleHost.MeasureAsync(options),
        _ => await ToolCalls.MeasureAsync(options),
    };

    private static string Text(ReportOptions options, string before, IReadOnlyList<Row> lines, IReadOnlyList<string> failures) => string.Join(
        Environment.NewLine,
        [
            $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
                + $"Akka.NET {Machine.Akka}, csharp-sdk {Machine.Sdk}; load {before} at the start, {Machine.Load} at the end"
                + (options.Quick ? "; QUICK: the numbers mean nothing" : ""),
            "",
            Row.Table(lines),
            .. failures.Select(failure => $"NOT MEASURED  {failure}"),
            "",
        ]);
}
