namespace McpActors.Processes.Tests.Keeper;

/// <summary>A keeper's inactivity.</summary>
public sealed class QuietTests : KeeperTest
{
    [Fact]
    public async Task An_idle_keeper_is_never_woken()
    {
        var server = StartAdversary("exit-on-eof");
        await server.Ready();

        // The runtime compiles in the background for a moment after its start. Then there must be whole seconds without
        // a switch, measured by the end of a process that lives for a second.
        long before, after = ProcView.ContextSwitches(server.Keeper.Pid);
        var patience = Stopwatch.StartNew();
        do
        {
            before = after;
            using var second = StartedProcess.Start(["sleep", "1"], new StartOptions { Stdin = StdinKind.Null });
            await second.Exit();
            after = ProcView.ContextSwitches(server.Keeper.Pid);
        }
        while (after != before && patience.Elapsed < Patience.Limit);

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Orphans_that_end_while_the_server_lives_are_reaped_at_once()
    {
        var server = StartAdversary("short-orphans 50");
        var pid = await server.Ready();

        await Patience.Until(() => ProcView.Children(server.Keeper.Pid) is [var only] && only == pid, "the server is the keeper's only child");

        var (_, report) = await server.HangUp();
        Assert.Equal(("eof", 0), (report.Rung, report.Descendants));
    }

    [Fact]
    public async Task A_full_stderr_that_nobody_reads_keeps_no_keeper_from_ending()
    {
        var server = StartAdversary("flood-stderr", options: new StartOptions { ReadStderr = false });
        await server.Ready();
        server.Keeper.CloseStdin();

        Assert.Equal(143, (await server.Keeper.Exit()).ExitCode);
    }

    [Fact]
    public async Task Stdout_ends_when_the_server_closes_it()
    {
        var server = StartAdversary("close-stdout");
        await server.Ready();

        await server.Keeper.Stdout.Ended.WaitAsync(Patience.Limit);

        Assert.False(server.Keeper.Exited.IsCompleted);
        Assert.Equal("eof", (await server.HangUp()).Report.Rung);
    }

    [Fact]
    public async Task A_line_of_many_megabytes_passes()
    {
        var server = StartAdversary("long-line 20", graces: (600_000, 300));
        await server.Ready();

        await server.HangUp();
        await server.Keeper.Stdout.Ended.WaitAsync(Patience.Limit);

        Assert.Equal(20 * 1024 * 1024, server.Keeper.Stdout.Seen()[^1].Length);
    }

    [Fact]
    public async Task Children_from_before_the_keeper_are_none_of_its_business()
    {
        // As bash creates them: mcp-keeper -- server 2> >(tee log)
        const string Script = """sleep 30 < /dev/null > /dev/null 2>&1 & echo "$!"; exec "$0" -- sh -c 'sleep 30 & exit 3'""";
        using var keeper = StartedProcess.Start(["sh", "-c", Script, Artifacts.Keeper]);
        var line = await keeper.Stdout.Next(_ => true, "pid");

        Assert.Equal(3, (await keeper.Exit()).ExitCode);

        using var stranger = StartedProcess.Inherit(int.Parse(line, CultureInfo.InvariantCulture));
        Assert.True(ProcView.IsAlive(stranger.Pid));
        AssertNothingEscaped();
    }
}
