using System.Diagnostics;
using Akka.Actor;
using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;
using McpActors.Servers;

namespace McpActors.Benchmarks.Rows;

/// <summary>
/// The lists of tools of servers that have no process, by a host that has just started: each is read from disk.
/// </summary>
internal static class ListsWithoutProcess
{
    private const double TargetOfOne = 5, TargetOfAll = 200;

    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        var servers = options.Servers(1000);
        // All servers of a host have one definition, so that one process gives the list of all.
        await using (var host = Host.Start(1))
        {
            await ListAsync(host, "s1");
            await host.StopAsync(1);
        }
        var (ones, all) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            await using (var host = Host.Start(servers))
            {
                foreach (var name in Host.Names(servers)) ones.Add(await TimeAsync(() => ListAsync(host, name)));
            }
            await using (var host = Host.Start(servers)) all.Add(await TimeAsync(() => Task.WhenAll(Host.Names(servers).Select(name => ListAsync(host, name)))));
        }
        return [Line("list of tools from disk, one", ones, TargetOfOne), Line($"list of tools from disk, {servers} at once", all, TargetOfAll)];
    }

    private static async Task ListAsync(Host host, string name)
    {
        var list = await host.Mcp.Servers.Ask<ToolList>(new ListTools(name), Sdk.StartupTimeout);
        if (list.Tools.Count != 1) throw new InvalidOperationException($"{name} has {list.Tools.Count} tools");
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var since = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static Row Line(string what, List<double> values, double target)
    {
        var series = new Series(values, "ms");
        return new Row(what, $"{series}", "", "", $"under {target:0} ms", series.Median < target);
    }
}
