namespace McpActors.Redis.Tests;

/// <summary>The processes of sessions, with workers that are processes. The oracle is this process as a child subreaper.</summary>
public sealed class ProcessTests(ITestOutputHelper output) : WorkersTest
{
    private const string Key = "{mcp-actors}:session:s";

    [SkippableTheory]
    [InlineData("DEL")]
    [InlineData("PEXPIRE")]
    public async Task A_key_that_is_gone_ends_the_process_that_the_session_alone_used(string command)
    {
        var worker = (await StartAsync(1))[0];
        await worker.OpenAsync("s");
        Assert.Equal(1, WorkerProcess.Servers());
        await Patience.Until(() => (int)Server.DoAsync("PUBSUB", "NUMPAT").Result > 0, "subscription");

        var since = Stopwatch.GetTimestamp();
        await Server.DoAsync(command, command == "DEL" ? [Key] : [Key, "1"]);
        await Patience.Until(() => WorkerProcess.Servers() == 0, "extinct");
        var took = Stopwatch.GetElapsedTime(since);

        Assert.Contains("ClaimLost Its key in Redis", await worker.SeeAsync("ended s"), StringComparison.Ordinal);
        output.WriteLine($"{command} to extinct: {took.TotalMilliseconds:0} ms");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [SkippableFact]
    public async Task A_session_that_moves_has_one_process_at_any_time()
    {
        var workers = await StartAsync(2);
        await workers[0].OpenAsync("s");
        for (var turn = 0; turn < 6; turn++)
        {
            var (from, to) = (workers[turn % 2], workers[(turn + 1) % 2]);
            to.Write("open s");
            var opened = to.SeeAsync("opened s");
            while (!opened.IsCompleted)
            {
                Assert.InRange(WorkerProcess.Servers(), 0, 1);
                await Task.Yield();
            }
            await opened;
            Assert.Contains("ClaimLost Another host has opened the session", await from.SeeAsync("ended s"), StringComparison.Ordinal);
            Assert.Equal(0, WorkerProcess.Servers());
            to.Write("call s");
            await to.SeeAsync("called s");
            Assert.Equal(1, WorkerProcess.Servers());
        }
    }

    [SkippableFact]
    public async Task A_killed_worker_leaves_no_process_and_its_sessions_are_free_when_its_claims_have_run_out()
    {
        var workers = await StartAsync(2, "3s");
        await workers[0].OpenAsync("s");
        workers[0].Signal(Posix.SIGKILL);
        await Patience.Until(() => WorkerProcess.Servers() == 0, "extinct");
        await Patience.Until(() => !Server.HasAsync(Key).Result, "release by the other worker");
        await workers[1].OpenAsync("s");
    }

    [SkippableFact]
    public async Task A_worker_that_slept_beyond_its_claims_ends_what_others_took_and_keeps_the_rest()
    {
        var workers = await StartAsync(2, "3s");
        await workers[0].OpenAsync("s");
        await workers[0].OpenAsync("kept");
        workers[0].Signal(Posix.SIGSTOP);
        await Patience.Until(() => !Server.HasAsync(Key).Result, "release by the other worker");
        await workers[1].OpenAsync("s");
        var successor = (string?)await Server.DoAsync("HGET", Key, "token");

        workers[0].Signal(Posix.SIGCONT);
        await workers[0].SeeAsync("ended s ClaimLost");
        await Patience.Until(() => Server.HasAsync("{mcp-actors}:session:kept").Result, "write-back");
        await Patience.Until(() => WorkerProcess.Servers() == 2, "two processes");

        Assert.Equal(successor, (string?)await Server.DoAsync("HGET", Key, "token"));
        workers[0].Write("call kept");
        workers[1].Write("call s");
        await workers[0].SeeAsync("called kept");
        await workers[1].SeeAsync("called s");
    }

    /// <summary>The number is measured with MCPACTORS_REDIS_OUTAGE_SECONDS=45; an adversary lives for a minute.</summary>
    [SkippableFact]
    public async Task An_outage_under_load_fails_no_call_and_ends_no_session()
    {
        const int Sessions = 10, CallsPerSecond = 200;
        var outage = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("MCPACTORS_REDIS_OUTAGE_SECONDS"), out var seconds) ? seconds : 4);
        var worker = (await StartAsync(1))[0];
        for (var id = 0; id < Sessions; id++) await worker.OpenAsync($"{id}");
        var before = worker.Count("called");
        await Server.KillAsync();

        var since = Stopwatch.GetTimestamp();
        var calls = 0;
        while (Stopwatch.GetElapsedTime(since) is var now && now < outage)
        {
            for (; calls < now.TotalSeconds * CallsPerSecond; calls++) worker.Write($"call {calls % Sessions}");
            await Task.Delay(5);
        }
        await Server.BeginAsync();
        await Patience.Until(() => worker.Count("called") - before == calls || worker.Count("refused") > 0, "answers");
        for (var id = 0; id < Sessions; id++)
        {
            var key = $"{{mcp-actors}}:session:{id}";
            await Patience.Until(() => Server.HasAsync(key).Result, "write-back");
        }

        output.WriteLine($"{calls} calls in {outage.TotalSeconds} s without Redis: {worker.Count("refused")} failed, {worker.Count("ended")} sessions ended");
        Assert.Equal((0, 0), (worker.Count("refused"), worker.Count("ended")));
        Assert.Equal(Sessions, WorkerProcess.Servers());
        await worker.EndAsync();
        Assert.Equal(0, WorkerProcess.Servers());
    }
}
