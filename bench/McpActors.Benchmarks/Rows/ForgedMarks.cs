using System.Diagnostics;
using System.Globalization;
using McpActors.Benchmarks.Measuring;
using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Sweeping;
using McpActors.Testing;

namespace McpActors.Benchmarks.Rows;

/// <summary>
/// The cost of a sweep with many processes of another user that bear forged marks, compared with the same processes
/// without marks. Their owner removes and sets the marks between measurements.
/// </summary>
internal static class ForgedMarks
{
    private const int Many = 500, Closed = 1, OtherUser = 12345;
    private const double Target = 1.1;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        if (!Environment.IsPrivilegedProcess) return [new Row(Name("any lease"), "only root can become another user", "", "", Text, null)];
        var rows = new List<Row>();
        foreach (var (kind, lease) in new[] { ("a lease that was never given out", 999u), ("a closed lease", (uint)Closed) })
        {
            // It ends by itself after half a minute.
            using var forger = Start();
            var ledger = new LeaseLedger();
            ledger.Begin("closed", TimeSpan.FromSeconds(1)).StartFailed("the measurement needs a lease that is over");
            var sweeper = new LineageSweeper(ledger, registry: null);
            var forged = new LineageMark(ledger.Host, lease).Limit.ToString(CultureInfo.InvariantCulture);
            var times = await Interleaved.RunAsync(
                "ms", warmUp: 3, options.Quick ? 5 : 101,
                () => SweepBesideAsync(sweeper, forger, forged, Many),
                () => SweepBesideAsync(sweeper, forger, ulong.MaxValue.ToString(CultureInfo.InvariantCulture), 0));
            var ratio = times[0].Over(times[1]);
            forger.StandardInput.Close();
            await forger.WaitForExitAsync();
            rows.Add(new Row(Name(kind), $"{times[0]}", $"beside {Many} without a mark: {times[1]}", $"{ratio}", Text, ratio.Median <= Target));
        }
        return rows;
    }

    private static string Text => $"at most {Target.ToString(CultureInfo.InvariantCulture)}x";

    private static string Name(string lease) => $"a sweep beside {Many} forged marks of another user, {lease}";

    private static async Task<double> SweepBesideAsync(LineageSweeper sweeper, Process forger, string mark, int expected)
    {
        await forger.StandardInput.WriteLineAsync(mark);
        while (await forger.StandardOutput.ReadLineAsync() != $"marked {mark}")
        {
        }
        var since = Stopwatch.GetTimestamp();
        var report = await sweeper.SweepAsync();
        var elapsed = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        var left = report.Findings.Count(finding => finding.Outcome == LineageOutcome.LeftAlone);
        return left >= expected ? elapsed : throw new InvalidOperationException($"Of {expected} forged marks it saw {left}.");
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Artifacts.Adversary, ["forges-marks", $"{Many}", $"{OtherUser}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        var forger = Process.Start(start)!;
        forger.StandardInput.AutoFlush = true;
        while (forger.StandardOutput.ReadLine() is { } line && !line.StartsWith("ready", StringComparison.Ordinal))
        {
        }
        return forger;
    }
}
