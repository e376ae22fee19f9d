namespace McpActors.EndToEnd.Tests;

public sealed class ShutdownTests : EndToEndTest
{
    // Longer than any test waits: only a hurried ladder ends in time.
    private const string LongLadder = "shutdown { eof-grace = 60s, term-grace = 60s }";
    private const string LongPhases = "akka.coordinated-shutdown.phases { service-stop.timeout = 150s, before-cluster-shutdown.timeout = 150s }";

    [LinuxTheory]
    [InlineData(Posix.SIGTERM, "SIGTERM")]
    [InlineData(Posix.SIGINT, "SIGINT")]
    public async Task A_signal_ends_everything_in_order(int signal, string name)
    {
        using var program = RunningProgram.Start("run", "--config", Config([Demo("a"), Demo("b"), Demo("c")]));
        foreach (var server in (string[])["a", "b", "c"]) await program.SeeAsync($@"\b{server} +ready");
        program.Signal(signal);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        // Once, and by the program: Akka.NET would otherwise handle the signal first, and the system would end by
        // itself.
        Assert.Single(Regex.Matches(ended.Stdout, $"mcpactors +stopping +{name}: "));
        Assert.DoesNotMatch("hurrying|failed", ended.Stdout);
        Assert.EndsWith("all 3 processes are extinct", ended.Stdout);
    }

    [LinuxFact]
    public async Task The_loss_of_the_terminal_ends_everything_in_order_where_SIGHUP_alone_reloads()
    {
        using var program = RunningProgram.StartInTerminal("run", "--config", Config([Demo("a"), Adversary("messy", "mcp-leaves-children")]));
        await program.SeeAsync(@"(a|messy) +ready", times: 2);
        program.Signal(Posix.SIGHUP);
        await program.SeeAsync(@"mcpactors +reloaded +0 added, 0 replaced, 0 removed, 2 unchanged, 0 failed$");
        program.CloseTerminal();
        await program.SeeAsync(@"mcpactors +stopping +SIGHUP: ");
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("all 2 processes are extinct", ended.Stdout);
    }

    [LinuxFact]
    public async Task Ctrl_C_twice_kills_at_once_and_abandons_nothing()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Adversary("stubborn", "mcp-stubborn", LongLadder)], beside: LongPhases));
        await program.SeeAsync(@"stubborn +ready");
        program.Signal(Posix.SIGINT);
        await program.SeeAsync(@"mcpactors +stopping");
        // A press too soon after the first counts as the same one, so it is repeated until it counts.
        await Patience.Until(
            () =>
            {
                program.Signal(Posix.SIGINT);
                return program.Stdout.Contains("hurrying", StringComparison.Ordinal);
            },
            "hurry");
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"stubborn +\d+ +SIGKILL +kill", ended.Stdout);
    }

    [LinuxFact]
    public async Task A_stubborn_server_is_killed_after_its_graces()
    {
        using var program = RunningProgram.Start(
            "run", "--config", Config([Adversary("stubborn", "mcp-stubborn", "shutdown { eof-grace = 300ms, term-grace = 300ms }")]));
        await program.SeeAsync(@"stubborn +ready");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"stubborn +ended +pid \d+: ended by SIGKILL \(rung kill", ended.Stdout);
    }

    [LinuxFact]
    public async Task SIGTERM_as_soon_as_it_says_anything_leaves_nothing()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Demo("a"), Demo("b"), Adversary("silent", "mcp-silent")]));
        await program.SeeAsync(@"mcpactors +running");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        // Before it listens to signals it has started nothing, and ends like any program.
        Assert.True(ended.ExitCode is 0 or 128 + Posix.SIGTERM, ended.ToString());
    }

    [LinuxFact]
    public async Task SIGTERM_during_the_handshake_leaves_nothing()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Adversary("silent", "mcp-silent"), Demo()]));
        await program.SeeAsync(@"silent +started");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"(all \d processes are|the one process is) extinct$", ended.Stdout);
    }

    [LinuxFact]
    public async Task SIGTERM_during_a_call_that_hangs_waits_for_its_time_and_leaves_nothing()
    {
        var called = Path.Combine(Folder, "called");
        using var program = RunningProgram.Start("run", "--config", Config(
            [Adversary("hangs", $"mcp-hangs-in-call, \"{called}\"")],
            """scheduler.schedules { s { cron = "* * * * * *", jobs = [ { server = hangs, tool = echo } ] } }"""));
        await Patience.Until(() => File.Exists(called), "a call");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
    }

    [LinuxFact]
    public async Task SIGKILL_of_the_host_leaves_nothing_after_the_graces()
    {
        using var program = RunningProgram.Start("run", "--config", Config(
            [Demo(), Adversary("messy", "mcp-leaves-children"), Adversary("stubborn", "mcp-stubborn")],
            "server-defaults.shutdown { eof-grace = 500ms, term-grace = 500ms }"));
        foreach (var server in (string[])["demo", "messy", "stubborn"]) await program.SeeAsync($@"\b{server} +ready");
        program.Signal(Posix.SIGKILL);
        await program.EndAsync();

        await Household.AssertEmptyWithinAsync(TimeSpan.FromSeconds(1 + 3));
    }

    [LinuxFact]
    public async Task What_a_killed_keeper_left_is_swept_and_the_last_words_do_not_call_it_proven()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Demo()]));
        await program.SeeAsync(@"demo +ready");
        var keeper = int.Parse(Regex.Match(program.Stdout, @"demo +started +pid (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Posix.Check(Posix.kill(keeper, Posix.SIGKILL), "kill");
        await program.SeeAsync(@"demo +exited .*extinction not proven");
        await program.SeeAsync(@"demo +reaped .*swept by their lineage");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches($@"demo +{keeper} +unknown .* swept\n", ended.Stdout);
    }

    [SkippableFact]
    public async Task What_survives_is_named_and_the_program_ends_with_3()
    {
        Skip.IfNot(await RunningProgram.CanBeWithoutKillAsync(), "needs root and setpriv(1)");
        var config = Config([Adversary("odd", "mcp-with, other-user", "shutdown { eof-grace = 300ms, term-grace = 300ms }")], Here);
        using var program = RunningProgram.StartWithoutKill("run", "--config", config);
        await program.SeeAsync(@"odd +ready");
        var host = await Machine.HostAsync(config, program.Pid);
        var keeper = Assert.Single(host.Keepers());
        var survivor = Assert.Single(host.Processes(), process => process.Text("name") == "sleep").Int("pid");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Assert.True(ProcView.IsAlive(survivor));
        var sweep = await RunningProgram.RunAsync("sweep", "--config", config);

        Assert.Equal(3, ended.ExitCode);
        Assert.Matches($@"reaper +SURVIVED +odd pid {keeper} ", ended.Stdout);
        Assert.EndsWith($"the end of 1 of 1 process could not be confirmed: odd pid {keeper}", ended.Stdout, StringComparison.Ordinal);
        // Its registration outlived it, so that a user with the permission can end the remaining process.
        Assert.True(sweep.ExitCode == 0 && !ProcView.IsAlive(survivor), sweep.ToString());
    }

    [LinuxFact]
    public async Task When_nobody_reads_the_output_any_more_it_goes_on_and_ends_in_order()
    {
        var status = Path.Combine(Folder, "status");
        var config = Config(
            [Demo()], """scheduler.schedules { s { cron = "* * * * * *", jobs = [ { server = demo, tool = echo, arguments { text = tick } } ] } }""");
        var log = Path.Combine(Folder, "log.json");
        using var shell = RunningProgram.StartShell("""("$0" run --config "$1" --log-file "$2"; echo $? >"$3") | head -n 1""", config, log, status);
        await shell.SeeAsync(@"mcpactors +running");
        await LogFile.WaitForAsync(log, "\"batch\"");
        await shell.SeeOnStderrAsync("stdout was closed");
        Posix.Check(Posix.kill(Assert.Single(Household.Find(shell.Pid, $"{Paths.Program} run")), Posix.SIGTERM), "kill");
        await shell.EndAsync();
        Household.AssertEmpty();

        Assert.Equal("0", (await File.ReadAllTextAsync(status)).Trim());
    }
}
