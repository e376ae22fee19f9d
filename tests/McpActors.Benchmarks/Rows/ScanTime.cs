using System.Diagnostics;
using System.Globalization;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;
using McpActors.Processes.Ledger;
using McpActors.Processes.Scanning;
using McpActors.Processes.Sweeping;

namespace McpActors.Benchmarks.Rows;

/// <summary>One scan of the process table beside a C program that makes the same reads, and what a sweep that finds nothing allocates.</summary>
internal static class ScanTime
{
    private const double MostMicroseconds = 12, MostRatio = 1.5;
    private const int Many = 2000, Few = 500;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        var rows = new List<Row>();
        var few = await AllocatedAsync(Few);
        using var crowd = new Crowd(Many);
        var table = new ProcessTable();
        var c = CompileC();
        var times = await Interleaved.RunAsync(
            "us",
            warmUp: 3,
            options.Quick ? 3 : 60,
            () => Task.FromResult(Ours(table)),
            () => Task.FromResult(c is null ? 0 : Theirs(c)));
        var ratio = times[0].Over(times[1]);
        rows.Add(new Row(
            $"one scan, per process, {table.Rows.Length} on the machine", $"{times[0]}", "", "", $"at most {MostMicroseconds} us", times[0].Median <= MostMicroseconds));
        rows.Add(c is null
            ? new Row("- beside C", "no C compiler here", "", "", $"at most {MostRatio}x", null)
            : new Row("- beside C", $"{times[0]}", $"C: {times[1]}", $"{ratio}", $"at most {MostRatio}x", ratio.Median <= MostRatio));

        var many = await AllocatedAsync(0);
        var growth = (many - few) / (double)(Many - Few);
        rows.Add(new Row(
            "a sweep that finds nothing allocates", Bytes(many), $"with {Few} processes: {Bytes(few)}", $"{Series.Text(growth, "B")} a process more",
            "no more than the row table", growth <= 2 * 2 * System.Runtime.CompilerServices.Unsafe.SizeOf<ProcessRow>()));
        return rows;
    }

    private static double Ours(ProcessTable table)
    {
        var since = Stopwatch.GetTimestamp();
        table.Scan();
        return Stopwatch.GetElapsedTime(since).TotalMicroseconds / table.Rows.Length;
    }

    private static double Theirs(string program)
    {
        // Its second scan: its first has page faults that a process which runs already does not have.
        var line = Run(program, "2").Split('\n')[1];
        return double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static async Task<long> AllocatedAsync(int crowd)
    {
        using var _ = new Crowd(crowd);
        var sweeper = new LineageSweeper(new LeaseLedger(), registry: null);
        // Both of its tables are then as large as this machine makes them.
        for (var sweep = 0; sweep < 2; sweep++) await sweeper.SweepAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var report = await sweeper.SweepAsync();
        return report.Findings.Count == 0
            ? GC.GetTotalAllocatedBytes(precise: true) - before
            : throw new InvalidOperationException($"There was something to sweep: {report.Findings[0]}");
    }

    private static string Bytes(long bytes) => $"{bytes / 1024.0:N0} KiB";

    private static string? CompileC()
    {
        var (source, program) = (Path.Combine(AppContext.BaseDirectory, "Rows", "scan.c"), Path.GetFullPath("scan"));
        try
        {
            Run("cc", "-O2", "-o", program, source);
            return program;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
