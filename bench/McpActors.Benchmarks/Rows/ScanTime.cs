using System.Diagnostics;
using System.Globalization;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;
using McpActors.Processes.Ledger;
using McpActors.Processes.Scanning;
using McpActors.Processes.Sweeping;

namespace McpActors.Benchmarks.Rows;

/// <summary>
/// One scan of the process table compared with a C program that makes the same reads, and the allocations of a sweep
/// that ends nothing.
/// </summary>
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
        rows.Add(Allocation(few, many));
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
        // The second scan, because page faults in the first one do not occur in a process that runs already.
        var line = Run(program, "2").Split('\n')[1];
        return double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    // A process of another host is reported, which allocates: the same number in both sweeps cancels out.
    private static Row Allocation(Sweep few, Sweep many)
    {
        var growth = (many.Bytes - few.Bytes) / (double)(Many - Few);
        var others = (few.Others, many.Others) == (0, 0) ? "" : $"; processes of other hosts reported: {few.Others}, then {many.Others}";
        return new Row(
            "a sweep that ends nothing allocates", Bytes(many.Bytes), $"with {Few} processes: {Bytes(few.Bytes)}{others}", $"{Series.Text(growth, "B")} a process more",
            "no more than the row table", few.Others == many.Others ? growth <= 2 * 2 * System.Runtime.CompilerServices.Unsafe.SizeOf<ProcessRow>() : null);
    }

    private static async Task<Sweep> AllocatedAsync(int crowd)
    {
        using var _ = new Crowd(crowd);
        var sweeper = new LineageSweeper(new LeaseLedger(), registry: null);
        // Afterwards both tables have their full size.
        for (var sweep = 0; sweep < 2; sweep++) await sweeper.SweepAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var report = await sweeper.SweepAsync();
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        // Other hosts of this machine may have processes, which must not be ended.
        return report.Findings.FirstOrDefault(finding => finding.Outcome != LineageOutcome.LeftAlone) is { } touched
            ? throw new InvalidOperationException($"The sweep touched a process that is not ours: {touched}")
            : new Sweep(bytes, report.Findings.Count);
    }

    private sealed record Sweep(long Bytes, int Others);

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
