using System.Diagnostics;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>SIGKILL to a host, and to a keeper under a live host: the time until the last process has ended.</summary>
internal static class Killed
{
    private const double HostMargin = 300, KeeperLimit = 1000;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        Unix.BecomeSubreaper();
        var servers = options.Servers(50);
        var times = await Interleaved.RunAsync(
            "ms", options.WarmUp(1), options.Rounds, () => Task.Run(() => KillHost(servers)), () => Task.Run(KillKeeper));
        var graces = 2 * DoomedHost.Grace.TotalMilliseconds;
        return
        [
            new Row(
                $"SIGKILL of a host with {servers} stubborn servers: to the last death", $"{times[0]}", "",
                $"graces of {graces} ms + {Series.Text(times[0].Median - graces, "ms")}", $"graces + {HostMargin} ms", times[0].Median <= graces + HostMargin),
            new Row(
                "SIGKILL of a keeper under a live host: to the last death of its tree", $"{times[1]}", "", "", $"at most {KeeperLimit} ms",
                times[1].Median <= KeeperLimit),
        ];
    }

    private static double KillHost(int servers)
    {
        using var host = new DoomedHost(servers);
        var since = Stopwatch.GetTimestamp();
        host.Kill();
        // All of its processes become our children, and there are no others.
        while (Unix.Reap(-1))
        {
        }
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static double KillKeeper()
    {
        using var host = new DoomedHost(1);
        var tree = host.Trees[0];
        var since = Stopwatch.GetTimestamp();
        _ = Unix.Kill(tree.Keeper, Unix.SIGKILL);
        foreach (var pid in tree.Below) Reap(pid);
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    // The process becomes our child when its keeper ends, a little after the signal.
    private static void Reap(int pid)
    {
        while (!Unix.Reap(pid) && Directory.Exists($"/proc/{pid}")) Thread.Sleep(1);
    }
}
