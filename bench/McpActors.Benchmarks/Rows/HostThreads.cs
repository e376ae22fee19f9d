using McpActors.Benchmarks.Measuring;
using McpActors.Benchmarks.Parts;

namespace McpActors.Benchmarks.Rows;

/// <summary>The number of host threads for each running server, once everything is quiet.</summary>
internal static class HostThreads
{
    public static async Task<IReadOnlyList<Row>> MeasureAsync(ReportOptions options)
    {
        // A pool thread retires after 20 idle seconds; the remaining threads are needed.
        var quiet = TimeSpan.FromSeconds(options.Quick ? 2 : 25);
        var (half, all) = (options.Servers(50), options.Servers(100));
        int none, some, many;
        await using (var host = Host.Start(all))
        {
            // The first server adds the parts that all servers share.
            await host.StartAsync(1);
            await host.StopAsync(1);
            none = await SettledAsync("no server", quiet);
            await host.StartAsync(half);
            some = await SettledAsync($"{half} servers", quiet);
            await host.StartAsync(all);
            many = await SettledAsync($"{all} servers", quiet);
            await host.StopAsync(all);
        }
        var before = await SettledAsync("no actors", quiet);
        var clients = await Sdk.StartAsync(half);
        var sdk = await SettledAsync($"{half} clients of csharp-sdk", quiet);
        await Sdk.StopAsync(clients);

        var each = (double)(many - none) / all;
        var sdkEach = (double)(sdk - before) / half;
        return
        [
            new Row(
                "threads of the host per running process",
                $"{none} without, {some} with {half}, {many} with {all}",
                $"csharp-sdk: {before} without, {sdk} with {half}",
                $"{each:0.00} each, beside {sdkEach:0.00}",
                "0",
                // The pool's size varies by one or two; a thread for each process would add one per server.
                Math.Round(each, 1) <= 0),
        ];
    }

    private static async Task<int> SettledAsync(string what, TimeSpan quiet)
    {
        var (last, since) = (Machine.Threads, Environment.TickCount64);
        for (var end = since + (long)(6 * quiet.TotalMilliseconds); Environment.TickCount64 < end;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            var now = Machine.Threads;
            if (now != last) (last, since) = (now, Environment.TickCount64);
            else if (Environment.TickCount64 - since >= quiet.TotalMilliseconds) break;
        }
        Progress.Say($"  {what}: {last} threads, {ThreadPool.ThreadCount} of them of the pool");
        return last;
    }
}
