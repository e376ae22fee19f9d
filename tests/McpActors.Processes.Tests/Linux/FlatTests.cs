namespace McpActors.Processes.Tests.Linux;

public sealed class FlatTests : KeeperTest
{
    // Descriptors that the runtime and the test runner open and close meanwhile.
    private const int Slack = 4;

    // The pool's own variation. One thread for each process would exceed it.
    private const int PoolSlack = 20;

    [Fact]
    public async Task Descriptors_threads_and_zombies_are_flat_over_200_lifetimes()
    {
        await Live(8);
        var (descriptors, threads, children) = (Vitals.Descriptors, Vitals.Threads, Vitals.Children);
        for (var i = 0; i < 25; i++) await Live(8);
        Assert.InRange(Vitals.Descriptors, 0, descriptors + Slack);
        Assert.InRange(Vitals.Threads, 0, threads + PoolSlack);
        Assert.Empty(Vitals.Children.Except(children));

        async Task Live(int count)
        {
            var lives = Enumerable.Range(0, count).Select(async i =>
            {
                // In every way: by its stdin, by itself, killed, and disposed.
                using var process = Launcher.Start(Servers.Talker);
                await process.Say("hello\n");
                Assert.Equal("hello", await process.ReadLine());
                if (i % 4 == 0) process.Stop();
                if (i % 4 == 1) await process.Say("quit\n");
                if (i % 4 == 2) process.Kill();
                if (i % 4 == 3) process.Dispose();
                Assert.True((await process.End()).Confirmed);
            });
            await Task.WhenAll(lives);
        }
    }

    [Fact]
    public async Task Fifty_running_processes_cost_four_descriptors_and_a_pidfd_each_and_no_thread()
    {
        await Launch(10);
        var (descriptors, threads) = (Vitals.Descriptors, Vitals.Threads);
        await Launch(50);
        Assert.InRange(Vitals.Descriptors, 0, descriptors + (50 * 5) + Slack);
        Assert.InRange(Vitals.Threads, 0, threads + PoolSlack);

        async Task Launch(int count)
        {
            var processes = Enumerable.Range(0, count).Select(_ => Start(Servers.Cat)).ToList();
            foreach (var process in processes)
            {
                await process.Say("up\n");
                await process.ReadLine();
            }
        }
    }

    [Fact]
    public async Task A_hundred_starts_at_once_inherit_nothing_of_one_another()
    {
        var before = Vitals.Pipes(Environment.ProcessId);
        var processes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            var process = Start(Servers.Talker);
            await process.Say($"{i}\n");
            Assert.Equal($"{i}", await process.ReadLine());
            return process;
        })));

        var ours = Vitals.Pipes(Environment.ProcessId).Except(before).ToHashSet();
        Assert.InRange(ours.Count, 400, 400 + Slack);
        // Only root may look into a keeper.
        if (Environment.IsPrivilegedProcess)
        {
            // stdin, stderr and the reports; the keeper has closed stdout.
            var held = processes.SelectMany(process => Vitals.Pipes(process.Identity.Pid).Where(ours.Contains)).ToList();
            Assert.Equal(300, held.Count);
            Assert.Equal(300, held.Distinct().Count());
        }

        // If another keeper held its stdin, this one would not see its end.
        processes[17].Stop();
        Assert.Equal(Rung.Eof, (await processes[17].End()).Rung);
        Assert.All(processes.Where((_, i) => i != 17), process => Assert.False(process.Extinct.IsCompleted));

        foreach (var process in processes) process.Stop();
        var reports = await Task.WhenAll(processes.Select(process => process.End()));
        Assert.All(reports, report => Assert.Equal((true, Rung.Eof, 0), (report.Confirmed, report.Rung, report.Descendants)));
    }

    [Fact]
    public async Task An_idle_process_costs_the_host_no_wake_up()
    {
        var process = Start(Servers.Cat);
        await process.Say("up\n");
        await process.ReadLine();
        var reactor = Directory.GetDirectories("/proc/self/task").Single(task => Name(task) == "mcp-reactor");
        var before = Switches(reactor);
        await Task.Delay(300);
        Assert.Equal(before, Switches(reactor));

        static string? Name(string task)
        {
            try
            {
                return File.ReadAllText($"{task}/comm").Trim();
            }
            catch (IOException)
            {
                // A pool thread that has ended since it was listed.
                return null;
            }
        }

        static string Switches(string task) => File.ReadLines($"{task}/status").Single(line => line.StartsWith("voluntary_ctxt", StringComparison.Ordinal));
    }
}
