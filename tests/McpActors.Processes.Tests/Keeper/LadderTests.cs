namespace McpActors.Processes.Tests.Keeper;

public sealed class LadderTests : KeeperTest
{
    /// <summary>So long that a test which waited for it would fail.</summary>
    private const int Never = 600_000;

    [Theory]
    [InlineData("exit-on-eof", "eof", 0, null)]
    [InlineData("slow-term", "term", 9, null)]
    [InlineData("ignore-eof", "term", null, "SIGTERM")]
    [InlineData("ignore-term", "kill", null, "SIGKILL")]
    [InlineData("stop", "term", null, "SIGTERM")]
    public async Task Hang_up_takes_the_rung_that_it_takes(string habit, string rung, int? exitCode, string? signal)
    {
        var server = StartAdversary(habit, graces: (rung == "eof" ? Never : 100, rung == "term" ? Never : 100));
        await server.Ready();

        var (_, report) = await server.HangUp();

        Assert.Equal((rung, exitCode, signal), (report.Rung, report.ExitCode, report.Signal));
    }

    [Fact]
    public async Task A_handler_of_SIGTERM_can_still_speak()
    {
        var server = StartAdversary("slow-term", graces: (0, Never));
        await server.Ready();

        await server.HangUp();
        await server.Keeper.Stdout.Ended;

        Assert.Equal("bye", server.Keeper.Stdout.Seen()[^1]);
    }

    [Fact]
    public async Task The_graces_are_given_in_full()
    {
        var server = StartAdversary("ignore-term", graces: (400, 500));
        await server.Ready();

        var (_, report) = await server.HangUp();

        Assert.InRange(report.ElapsedMs!.Value, 900, int.MaxValue);
    }

    [Fact]
    public async Task SIGTERM_begins_at_the_rung_term_while_stdin_is_open()
    {
        var server = StartAdversary("exit-on-eof", graces: (Never, Never));
        await server.Ready();

        server.Keeper.Signal(Posix.SIGTERM);
        var (exit, report) = await server.End();

        Assert.Equal((143, "term", "SIGTERM"), (exit.ExitCode, report.Rung, report.Signal));
    }

    [Fact]
    public async Task SIGUSR1_begins_at_the_rung_kill()
    {
        var server = StartAdversary("ignore-term", graces: (Never, Never));
        await server.Ready();

        server.Keeper.Signal(Posix.SIGUSR1);
        var (exit, report) = await server.End();

        Assert.Equal((137, "kill", "SIGKILL"), (exit.ExitCode, report.Rung, report.Signal));
    }

    [Fact]
    public async Task SIGUSR1_hurries_a_ladder_that_has_begun()
    {
        var server = StartAdversary("ignore-term", graces: (Never, Never));
        await server.Ready();

        server.Keeper.Signal(Posix.SIGTERM);
        server.Keeper.Signal(Posix.SIGUSR1);

        Assert.Equal("kill", (await server.End()).Report.Rung);
    }

    [Fact]
    public async Task A_host_that_ignores_SIGTERM_does_not_make_the_keeper_deaf()
    {
        var keeper = EndAfterwards(StartedProcess.Start(
            ["sh", "-c", "trap '' TERM USR1; exec \"$0\" -- \"$1\" exit-on-eof", Artifacts.Keeper, Artifacts.Adversary]));
        await keeper.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");

        keeper.Signal(Posix.SIGTERM);

        Assert.Equal(143, (await keeper.Exit()).ExitCode);
    }

    [Theory]
    [InlineData(Posix.SIGINT)]
    [InlineData(Posix.SIGHUP)]
    [InlineData(Posix.SIGQUIT)]
    public async Task The_signals_of_a_terminal_that_is_not_ours_are_ignored(int signal)
    {
        var server = StartAdversary("echo");
        await server.Ready();

        server.Keeper.Signal(signal);
        server.Keeper.Write("still there\n");
        await server.Keeper.Stdout.Next(line => line == "still there", "echo");

        Assert.Equal("eof", (await server.HangUp()).Report.Rung);
    }

    [Theory]
    [InlineData("children 3", 0, 3)]
    [InlineData("stubborn-children 2", 2, 2)]
    [InlineData("wiped-double-fork", 0, 1)]
    public async Task What_a_killed_server_leaves_behind_is_ended_unasked(string habit, int grown, int left)
    {
        var server = StartAdversary(habit, graces: (Never, Never));
        var pid = await server.Ready(grown);

        Assert.Equal(0, Posix.kill(pid, Posix.SIGKILL)); // its keeper is alive and has not reaped it, so the pid is valid
        var (exit, report) = await server.End();

        Assert.Equal((137, "self", left), (exit.ExitCode, report.Rung, report.Descendants));
        AssertNothingEscaped();
    }
}
