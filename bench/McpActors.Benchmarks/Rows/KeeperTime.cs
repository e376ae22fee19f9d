using System.Diagnostics;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>The time that a keeper adds to a command, from start to end.</summary>
internal static class KeeperTime
{
    private const string Bare = "/bin/true";
    private const double NativeTarget = 2.7;

    public static IEnumerable<Row> Measure(ReportOptions options)
    {
        if (Keepers.Native is { } native) yield return Measure("native keeper", native, options.Quick ? 20 : 400, NativeTarget);
        else yield return new Row("native keeper over the bare command", "not built here", "", "", $"at most {NativeTarget} ms", null);
        yield return Measure("framework-dependent keeper", Keepers.FrameworkDependent, options.Quick ? 5 : 100, 40);
    }

    private static Row Measure(string name, string[] keeper, int rounds, double target)
    {
        using var bare = new Command(Bare);
        // With its own pipe for the report, as a host starts it.
        using var kept = new Command([.. keeper, "--report-fd", Command.ReportFd, "--", Bare]);
        var (bareTimes, keptTimes) = (new List<double>(), new List<double>());
        for (var round = -rounds / 10; round < rounds; round++)
        {
            // Alternate which one goes first.
            var first = round % 2 == 0 ? Time(bare) : Time(kept);
            var second = round % 2 == 0 ? Time(kept) : Time(bare);
            if (round < 0) continue;
            bareTimes.Add(round % 2 == 0 ? first : second);
            keptTimes.Add(round % 2 == 0 ? second : first);
        }
        var (bareSeries, keptSeries) = (new Series(bareTimes, "ms"), new Series(keptTimes, "ms"));
        var more = keptSeries.Beyond(bareSeries);
        return new Row($"{name} over the bare command", $"{keptSeries}", $"{Bare}: {bareSeries}", $"+{more}", $"at most {target} ms", more.Median <= target);
    }

    private static double Time(Command command)
    {
        var since = Stopwatch.GetTimestamp();
        Command.Wait(command.Start());
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }
}
