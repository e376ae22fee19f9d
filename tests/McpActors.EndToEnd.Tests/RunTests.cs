namespace McpActors.EndToEnd.Tests;

public sealed class RunTests : EndToEndTest
{
    private const string EveryTwoSeconds =
        """
        scheduler.schedules { heartbeat {
          cron = "*/2 * * * * *"
          jobs = [ { server = demo, tool = echo, arguments { text = "still there" } }, { server = demo, tool = fail, arguments { message = "as asked" } } ]
        } }
        """;

    [LinuxFact]
    public async Task Without_any_argument_it_shows_the_whole_life_of_the_demo_server()
    {
        using var program = RunningProgram.Start();
        await program.SeeAsync(@"running +1 server, 1 schedule from the built-in host\.conf");
        await program.SeeAsync(@"^\d\d:\d\d:\d\d +demo +started +pid \d+ \(keeper\): .*mcpactors demo-server$");
        await program.SeeAsync(@"demo +ready +mcpactors-demo \S+, protocol \S+, in \d+ ms$");
        await program.SeeAsync(@" batch +\d of \d jobs succeeded in ");
        await program.SeeAsync(@"reaper +sweep +orphans: nothing was left(, \d+ of unknown hosts left alone \(mcpactors ps\))?, 1 in use");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"demo +ended +pid \d+: exit code 0 \(rung eof\)", ended.Stdout);
        Assert.Matches(@"\n +demo +\d+ +exit 0 +eof +0 +[\d.]+ m?s +proven\n", ended.Stdout);
        Assert.EndsWith("the one process is extinct", ended.Stdout);
        Assert.DoesNotContain('\e', ended.Stdout);
        Assert.Empty(ended.Stderr);
    }

    [LinuxFact]
    public async Task A_batch_is_told_job_by_job_and_swept_each_time()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Demo()], EveryTwoSeconds));
        await program.SeeAsync(@"heartbeat +job +demo/echo succeeded in \d+ m?s: still there");
        await program.SeeAsync(@"heartbeat +job +demo/fail returned an error in \d+ m?s: as asked");
        await program.SeeAsync(@"heartbeat +batch +1 of 2 jobs succeeded", times: 3);
        await program.SeeAsync(@"reaper +sweep +orphans: nothing was left(, \d+ of unknown hosts left alone \(mcpactors ps\))?, 1 in use", times: 3);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
    }

    [LinuxFact]
    public async Task The_log_file_has_a_JSON_object_on_each_line()
    {
        var log = Path.Combine(Folder, "log.json");
        using var program = RunningProgram.Start("run", "--config", Config([Demo()]), "--log-file", log);
        await program.SeeAsync(@"demo +ready");
        program.Signal(Posix.SIGTERM);
        await program.EndAsync();

        var events = (await File.ReadAllLinesAsync(log)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Properties")).ToList();
        var started = Assert.Single(events, e => e.GetProperty("What").GetString() == "started");
        Assert.Equal("demo", started.GetProperty("Subject").GetString());
        Assert.True(started.GetProperty("Pid").GetInt32() > 1);
        Assert.Contains(events, e => e.GetProperty("What").GetString() == "done");
    }

    [LinuxFact]
    public async Task What_servers_leave_behind_goes_with_them_and_is_counted()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Adversary("messy", "mcp-leaves-children")]));
        await program.SeeAsync(@"messy +ready");
        await Patience.Until(() => Household.Find(program.Pid, "mcp-sleeper").Count == 2, "two children of the server");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"messy +ended +pid \d+: exit code 0 \(rung \w+, 2 descendants ended\)", ended.Stdout);
    }

    [LinuxFact]
    public async Task Two_hosts_on_one_machine_do_not_touch_each_other()
    {
        var config = Config([Demo()], EveryTwoSeconds);
        using var first = RunningProgram.Start("run", "--config", config);
        using var second = RunningProgram.Start("run", "--config", config);
        await first.SeeAsync(@"demo +ready");
        await second.SeeAsync(@"demo +ready");

        first.Signal(Posix.SIGKILL);
        await first.EndAsync();
        var batches = second.Stdout.Split('\n').Count(line => line.Contains(" batch ", StringComparison.Ordinal));
        await second.SeeAsync(@"heartbeat +batch +1 of 2 jobs succeeded", batches + 2);
        second.Signal(Posix.SIGTERM);
        var ended = await second.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("the one process is extinct", ended.Stdout);
        Assert.DoesNotContain("exited", ended.Stdout);
    }
}
