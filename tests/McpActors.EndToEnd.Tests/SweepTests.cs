namespace McpActors.EndToEnd.Tests;

public sealed class SweepTests : EndToEndTest
{
    private const string EverySecond =
        """scheduler.schedules { heartbeat { cron = "* * * * * *", jobs = [ { server = demo, tool = echo, arguments { text = tick } } ] } }""";

    [LinuxFact]
    public async Task What_a_dead_host_left_is_named_then_ended_and_a_neighbour_lives()
    {
        var config = ConfigHere(Adversary("stubborn", "mcp-stubborn"), Adversary("messy", "mcp-leaves-children"));
        var neighbours = Config("neighbour.conf", [Demo()], Here + "\n" + EverySecond);
        using var neighbour = RunningProgram.Start("run", "--config", neighbours);
        await neighbour.SeeAsync(@"demo +ready");
        var tag = (await Machine.HostAsync(neighbours, neighbour.Pid)).Text("tag");
        // It would sweep after its next batch, as every host does. A stopped host is still alive.
        neighbour.Signal(Posix.SIGSTOP);
        var (victim, left) = await Machine.LeaveAsync(config, ["stubborn", "messy"], count: 3);

        var host = await Machine.HostAsync(config, victim);
        Assert.Equal("dead", host.Text("state"));
        Assert.All(host.Processes(), process => Assert.Equal(("deadHosts", "none"), (process.Text("state"), process.Text("containment"))));
        Assert.Equal(left, host.Processes().Select(process => process.Int("pid")).Order());

        var trial = await RunningProgram.RunAsync("sweep", "--dry-run", "--config", config);
        Assert.True(trial is { ExitCode: 0, Stderr: "" }, trial.ToString());
        Assert.All(left, pid => Assert.Matches($@"(?m)^{host.Text("tag")}  (stubborn|messy) +\d+ +{pid}  \S+ +mark +-  +would be ended$", trial.Stdout));
        Assert.Matches(@"3 processes of dead hosts would be ended.* \(\d+ processes seen in [\d.]+ ms", trial.Stdout);
        Assert.All(left, pid => Assert.True(ProcView.IsAlive(pid)));

        var sweep = await RunningProgram.RunAsync("sweep", "--config", config);
        Assert.True(sweep is { ExitCode: 0, Stderr: "" }, sweep.ToString());
        Assert.All(left, pid => Assert.Matches($@"(?m)^{host.Text("tag")}  (stubborn|messy) +\d+ +{pid}  \S+ +mark +kill +ended$", sweep.Stdout));
        Assert.All(left, pid => Assert.False(ProcView.IsAlive(pid)));

        var second = await Machine.AskAsync(config, "sweep");
        Assert.Equal((0, 0), (second.Int("ended"), second.Int("survived")));
        var file = Assert.Single(Directory.GetFiles(RuntimeDirectory, "*.host"));
        Assert.Equal($"{tag}.host", Path.GetFileName(file));

        neighbour.Signal(Posix.SIGCONT);
        await neighbour.SeeAsync(@"heartbeat +batch +1 of 1 job succeeded", neighbour.Stdout.Split(" batch ").Length + 1);
        neighbour.Signal(Posix.SIGTERM);
        var ended = await neighbour.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("exited", ended.Stdout);
    }

    [LinuxFact]
    public async Task The_shape_of_its_JSON_stays()
    {
        var config = ConfigHere(Adversary("stubborn", "mcp-stubborn"));
        var (_, left) = await Machine.LeaveAsync(config, ["stubborn"], count: 1);
        var trial = await Machine.AskAsync(config, "sweep", "--dry-run");
        var sweep = await Machine.AskAsync(config, "sweep");

        Assert.Equal("version runtimeDirectory dryRun ended survived wouldEnd leftAlone processes scan fault", sweep.Shape());
        Assert.Equal(trial.Shape(), sweep.Shape());
        Assert.Equal((true, 0, 1), (trial.GetProperty("dryRun").GetBoolean(), trial.Int("ended"), trial.Int("wouldEnd")));
        Assert.Equal((false, 1, 0), (sweep.GetProperty("dryRun").GetBoolean(), sweep.Int("ended"), sweep.Int("wouldEnd")));
        Assert.Equal((1, 0), (sweep.Int("version"), sweep.Int("survived")));
        Assert.Equal("complete processes unreadable hidden born settled elapsedMilliseconds", sweep.GetProperty("scan").Shape());

        var process = Assert.Single(sweep.Processes(), process => process.Is("pid", Assert.Single(left)));
        Assert.Equal("host server lease pid name standing proof outcome rung why", process.Shape());
        Assert.Equal(("stubborn", 1, "deadHosts"), (process.Text("server"), process.Int("lease"), process.Text("standing")));
        Assert.Equal(("mark", "ended", "kill", null), (process.Text("proof"), process.Text("outcome"), process.Text("rung"), process.Text("why")));
        process = Assert.Single(trial.Processes(), process => process.Is("pid", Assert.Single(left)));
        Assert.Equal(("mark", "wouldEnd", null, null), (process.Text("proof"), process.Text("outcome"), process.Text("rung"), process.Text("why")));
    }

    [LinuxFact]
    public async Task The_next_host_ends_what_a_dead_one_left()
    {
        var config = ConfigHere(Adversary("stubborn", "mcp-stubborn"));
        var (_, left) = await Machine.LeaveAsync(config, ["stubborn"], count: 1);
        using var next = RunningProgram.Start("run", "--config", Config("next.conf", [Demo()], Here));
        await next.SeeAsync($@"reaper +swept +stubborn pid {left[0]} \S+ \(lease 1 of dead host [0-9a-f]{{8}}, known by mark\): ended \(rung kill\)");
        await next.SeeAsync(@"demo +ready");
        Assert.False(ProcView.IsAlive(left[0]));
        next.Signal(Posix.SIGTERM);
        var ended = await next.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Empty(Directory.GetFiles(RuntimeDirectory, "*.host"));
    }

    [SkippableFact]
    public async Task What_may_not_be_signalled_survives_and_ends_it_with_3()
    {
        Skip.IfNot(await RunningProgram.CanBeWithoutKillAsync(), "needs root and setpriv(1)");
        var config = ConfigHere(Adversary("odd", "mcp-with, other-user"));
        // The server and its child end with their stdin; only a sleep of the user nobody remains.
        var (_, left) = await Machine.LeaveAsync(config, ["odd"], count: 1);
        using var powerless = RunningProgram.StartWithoutKill("sweep", "--config", config);
        var survived = await powerless.EndAsync();
        var file = Directory.GetFiles(RuntimeDirectory);
        var ended = await RunningProgram.RunAsync("sweep", "--config", config);

        Assert.Equal(3, survived.ExitCode);
        Assert.Matches($@"(?m) {left[0]}  sleep +mark +-  +SURVIVED: it has another user's rights$", survived.Stdout);
        Assert.Contains("1 SURVIVED; the next sweep tries again", survived.Stdout, StringComparison.Ordinal);
        Assert.Single(file);
        Assert.Equal(0, ended.ExitCode);
        Assert.Matches($@"(?m) {left[0]}  sleep +mark +term +ended$", ended.Stdout);
        Assert.Empty(Directory.GetFiles(RuntimeDirectory));
    }

    [LinuxTheory]
    [InlineData("ps")]
    [InlineData("sweep")]
    public async Task A_bad_configuration_is_refused_with_2(string command)
    {
        var ended = await RunningProgram.RunAsync(command, "--config", Config("mcp-actors { runtime-dri = x }"));

        Assert.True(ended is { ExitCode: 2, Stdout: "" }, ended.ToString());
        Assert.Contains("mcp-actors.runtime-dri", ended.Stderr, StringComparison.Ordinal);
    }
}
