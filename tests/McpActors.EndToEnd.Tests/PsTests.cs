namespace McpActors.EndToEnd.Tests;

public sealed class PsTests : EndToEndTest
{
    private const string ScanShape = "complete processes unreadable hidden born settled elapsedMilliseconds";

    [LinuxFact]
    public async Task Beside_a_running_host_it_shows_each_process_in_columns()
    {
        var config = ConfigHere(Demo(), Adversary("messy", "mcp-leaves-children"));
        using var program = RunningProgram.Start("run", "--config", config);
        foreach (var server in (string[])["demo", "messy"]) await program.SeeAsync($@"\b{server} +ready");
        await Patience.Until(() => Household.Find(program.Pid, "mcp-sleeper").Count == 2, "two children of the server");
        var ps = await RunningProgram.RunAsync("ps", "--config", config);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.True(ps is { ExitCode: 0, Stderr: "" }, ps.ToString());
        Assert.Matches($@"(?m)^host [0-9a-f]{{8}}  mcpactors pid {program.Pid}, alive$", ps.Stdout);
        Assert.Matches(@"(?m)^  server +lease +pid +parent  name +state +rung +age +memory  containment$", ps.Stdout);
        Assert.Matches($@"(?m)^  demo +\d+ +\d+ +{program.Pid}  mcp-keeper +running +- +[\d.]+ m?s +[\d.]+ [KM]iB  keeper$", ps.Stdout);
        Assert.Equal(4, ps.Stdout.Split('\n').Count(line => line.StartsWith("  messy ", StringComparison.Ordinal)));
        Assert.DoesNotContain('\e', ps.Stdout);
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("exited", ended.Stdout);
    }

    [LinuxFact]
    public async Task The_shape_of_its_JSON_stays()
    {
        var config = ConfigHere(Demo());
        using var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync(@"demo +ready");
        var ps = await Machine.AskAsync(config, "ps");
        program.Signal(Posix.SIGTERM);
        await program.EndAsync();

        Assert.Equal("version runtimeDirectory hosts scan fault", ps.Shape());
        Assert.Equal(1, ps.Int("version"));
        Assert.Equal(RuntimeDirectory, ps.Text("runtimeDirectory"));
        Assert.Equal(ScanShape, ps.GetProperty("scan").Shape());
        Assert.Equal(JsonValueKind.Null, ps.GetProperty("fault").ValueKind);

        var host = Assert.Single(ps.GetProperty("hosts").EnumerateArray(), host => host.Is("pid", program.Pid));
        Assert.Equal("tag state name pid since processes", host.Shape());
        Assert.Equal(("alive", "mcpactors"), (host.Text("state"), host.Text("name")));
        Assert.InRange(DateTimeOffset.UtcNow - host.GetProperty("since").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromMinutes(1));

        var (keeper, server) = (host.Processes()[0], host.Processes()[1]);
        Assert.Equal(2, host.Processes().Count);
        Assert.Equal("server lease pid parent name state rung ageMilliseconds memoryBytes containment keeper proof", keeper.Shape());
        Assert.Equal(keeper.Shape(), server.Shape());
        Assert.Equal(("mcp-keeper", program.Pid, keeper.Int("pid")), (keeper.Text("name"), keeper.Int("parent"), keeper.Int("keeper")));
        Assert.Equal((keeper.Int("pid"), keeper.Int("pid")), (server.Int("parent"), server.Int("keeper")));
        Assert.Equal(("demo", "running", "keeper", "mark"), (server.Text("server"), server.Text("state"), server.Text("containment"), server.Text("proof")));
        Assert.Equal(JsonValueKind.Null, server.GetProperty("rung").ValueKind);
        Assert.InRange(server.GetProperty("memoryBytes").GetInt64(), 1 << 20, 1L << 30);
        Assert.InRange(server.GetProperty("ageMilliseconds").GetInt64(), 1, 60_000);
    }

    [LinuxFact]
    public async Task A_keeper_that_ends_its_server_is_shown_with_its_rung()
    {
        var config = ConfigHere(Adversary("stubborn", "mcp-stubborn", "shutdown { eof-grace = 60s, term-grace = 60s }"));
        await File.AppendAllTextAsync(
            config, "akka.coordinated-shutdown.phases { service-stop.timeout = 150s, before-cluster-shutdown.timeout = 150s }");
        using var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync(@"stubborn +ready");
        var keeper = Assert.Single((await Machine.HostAsync(config, program.Pid)).Keepers());
        program.Signal(Posix.SIGTERM);
        await Patience.Until(() => File.ReadAllText($"/proc/{keeper}/comm") == "mcp-keeper:eof\n", "the first rung");
        var host = await Machine.HostAsync(config, program.Pid);
        Posix.Check(Posix.kill(keeper, Posix.SIGUSR1), "kill");
        var ended = await program.EndAsync();

        Assert.All(host.Processes(), process => Assert.Equal(("stopping", "eof"), (process.Text("state"), process.Text("rung"))));
        Assert.Equal(0, ended.ExitCode);
    }

    [LinuxFact]
    public async Task What_has_lost_its_keeper_is_an_orphan_until_its_host_has_swept_it()
    {
        var config = ConfigHere(Adversary("stubborn", "mcp-stubborn"));
        using var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync(@"stubborn +ready");
        var keeper = Assert.Single((await Machine.HostAsync(config, program.Pid)).Keepers());
        program.Signal(Posix.SIGSTOP);
        Posix.Check(Posix.kill(keeper, Posix.SIGKILL), "kill");
        await Patience.Until(() => !ProcView.IsAlive(keeper), "the keeper's end");
        var host = await Machine.HostAsync(config, program.Pid);
        program.Signal(Posix.SIGCONT);
        await program.SeeAsync($@"stubborn +reaped +pid {keeper}: the processes that its keeper left were swept by their lineage");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        var orphan = Assert.Single(host.Processes());
        Assert.Equal(
            ("alive", "stubborn", "orphaned", "none"), (host.Text("state"), orphan.Text("server"), orphan.Text("state"), orphan.Text("containment")));
        Assert.Equal(JsonValueKind.Null, orphan.GetProperty("keeper").ValueKind);
        Assert.Equal(0, ended.ExitCode);
    }

    [LinuxFact]
    public async Task Where_no_host_is_registered_it_says_so_and_succeeds()
    {
        var config = ConfigHere(Demo());
        var ps = await RunningProgram.RunAsync("ps", "--config", config);

        Assert.Equal(0, ps.ExitCode);
        // Other tests, with other registries, may run on this machine.
        Assert.Matches(@"^(No host is running, and no process of a host is left\.$|host \w+  unknown: it is not registered here\n)", ps.Stdout);
        Assert.DoesNotContain((await Machine.AskAsync(config, "ps")).GetProperty("hosts").EnumerateArray(), host => host.Text("state") != "unknown");
    }
}
