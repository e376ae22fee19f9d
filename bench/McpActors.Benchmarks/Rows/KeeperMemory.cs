using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>The private memory of a waiting keeper.</summary>
internal static class KeeperMemory
{
    private const int Together = 5;
    private const double Target = 1.5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static IEnumerable<Row> Measure()
    {
        if (Keepers.Native is not { } native)
        {
            yield return new Row("native keeper, private memory", "not built here", "", "", $"at most {Target} MB", null);
            yield break;
        }
        // The program's pages are private to a single keeper, but shared between two.
        yield return Line("native keeper, private memory, one of five", Measure(native, Together), Measure(Keepers.FrameworkDependent, Together));
        yield return Line("native keeper, private memory, the only one", Measure(native, 1), Measure(Keepers.FrameworkDependent, 1));
    }

    private static Row Line(string what, Series measured, Series other) =>
        new(what, $"{measured}", $"framework-dependent: {other}", $"{measured.Over(other)}", $"at most {Target} MB", measured.Median <= Target);

    // `cat` ends with the keeper's stdin, so that no signal is needed.
    private static Series Measure(string[] keeper, int count)
    {
        var commands = Enumerable.Range(0, count).Select(_ => new Command([.. keeper, "--", "cat"])).ToList();
        var pids = commands.ConvertAll(command => command.Start());
        pids.ForEach(AwaitIdle);
        var megabytes = pids.ConvertAll(pid => Private(pid) * 1024 / 1e6);
        commands.ForEach(command => command.Dispose());
        pids.ForEach(Command.Wait);
        return new Series(megabytes, "MB");
    }

    // The keeper is idle once its server runs and two readings are equal.
    private static void AwaitIdle(int pid)
    {
        for (int last = -1, now; ; last = now)
        {
            Thread.Sleep(Look);
            now = Private(pid);
            if (now == last && Machine.ChildrenOf(pid).Count == 1) return;
        }
    }

    private static int Private(int pid) =>
        Machine.Number($"/proc/{pid}/smaps_rollup", "Private_Clean:") + Machine.Number($"/proc/{pid}/smaps_rollup", "Private_Dirty:");
}
