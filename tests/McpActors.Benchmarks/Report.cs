using System.Runtime.InteropServices;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Rows;

namespace McpActors.Benchmarks;

/// <summary>
/// Every row of the table in one run. It measures and tells; a target that is missed is no error, since the machine may have been busy.
/// </summary>
internal static class Report
{
    private const string FileName = "report.md";

    public static async Task<int> RunAsync(ReportOptions options)
    {
        var lines = new List<Row>();
        var before = Machine.Load;
        foreach (var row in options.Rows)
        {
            Progress.Say($"{row} (load {Machine.Load})");
            lines.AddRange(row switch
            {
                "keeper" => KeeperTime.Measure(options),
                "memory" => KeeperMemory.Measure(),
                "threads" => await HostThreads.MeasureAsync(options),
                "start-stop" => await StartAndStop.MeasureAsync(options),
                "stubborn" => await StubbornServer.MeasureAsync(options),
                "killed" => await Killed.MeasureAsync(options),
                "scan" => await ScanTime.MeasureAsync(options),
                "sessions" => await SessionCosts.MeasureAsync(options),
                "first-result" => await FirstResult.MeasureAsync(options),
                "idle" => await IdleHost.MeasureAsync(options),
                _ => await ToolCalls.MeasureAsync(options),
            });
            await Machine.NoChildrenAsync();
        }

        var report = string.Join(
            Environment.NewLine,
            $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
                + $"Akka.NET {Machine.Akka}, csharp-sdk {Machine.Sdk}; load {before} at the start, {Machine.Load} at the end"
                + (options.Quick ? "; QUICK: the numbers mean nothing" : ""),
            "",
            Row.Table(lines));
        Console.WriteLine(report);
        await File.WriteAllTextAsync(FileName, report + Environment.NewLine);
        return 0;
    }
}
