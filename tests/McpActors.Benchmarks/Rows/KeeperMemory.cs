using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>What a keeper costs while it waits: the memory that it shares with nobody.</summary>
internal static class KeeperMemory
{
    private const int Keepers = 5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static IEnumerable<Row> Measure()
    {
        var other = Measure(Parts.Keepers.FrameworkDependent);
        if (Parts.Keepers.Native is not { } native)
        {
            yield return new Row("native keeper, private memory", "not built here", "", "", "at most 1.5 MB", null);
            yield break;
        }
        var measured = Measure(native);
        yield return new Row(
            "native keeper, private memory", $"{measured}", $"framework-dependent: {other}", $"{measured.Over(other)}", "at most 1.5 MB", measured.Median <= 1.5);
    }

    // `cat` ends when the keeper's stdin does, so that nothing has to be signalled.
    private static Series Measure(string[] keeper) => new([.. Enumerable.Range(0, Keepers).Select(_ =>
    {
        int pid;
        double megabytes;
        using (var command = new Command([.. keeper, "--", "cat"]))
        {
            pid = command.Start();
            megabytes = Settled(pid);
        }
        Command.Wait(pid);
        return megabytes;
    })], "MB");

    // It is idle once its server is there and two looks see the same.
    private static double Settled(int pid)
    {
        for (var last = -1; ;)
        {
            Thread.Sleep(Look);
            var now = Private(pid);
            if (now == last && Machine.Children($"{pid}") == 1) return now * 1024 / 1e6;
            last = now;
        }
    }

    private static int Private(int pid) =>
        Machine.Number($"/proc/{pid}/smaps_rollup", "Private_Clean:") + Machine.Number($"/proc/{pid}/smaps_rollup", "Private_Dirty:");
}
