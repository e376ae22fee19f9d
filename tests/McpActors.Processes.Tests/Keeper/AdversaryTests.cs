namespace McpActors.Processes.Tests.Keeper;

/// <summary>Every habit, ended in every way, next to a bystander that must live.</summary>
public sealed class AdversaryTests : KeeperTest
{
    /// <summary>
    /// The habit, the number of descendants to wait for, and the least number that must be left to the keeper.
    /// </summary>
    public static TheoryData<string, int, int> Habits => new()
    {
        { "children 3", 0, 3 },
        { "stubborn-children 2", 2, 2 },
        { "session-child", 0, 1 },
        { "double-fork", 0, 1 },
        { "wiped-double-fork", 0, 1 },
        { "untraceable", 0, 1 },
        { "unmarked", 0, 0 },
        { "remarked 0", 0, 0 },
        { "renamed", 0, 0 },
        { "blank-environment", 0, 0 },
        { "closes-stdout", 0, 0 },
        { "stop", 0, 1 },
        { "fork-chain", 0, 0 },
        { "fast-chain", 0, 1 },
        { "session-chain", 0, 1 },
        { "fork-tree", 16, 31 },
        { "forks-and-ignores", 0, 25 },
    };

    [Theory]
    [MemberData(nameof(Habits))]
    public Task Nothing_survives_a_hang_up(string habit, int grown, int atLeast) =>
        NothingSurvivesAsync(StartAdversary(habit), grown, atLeast, async server => (await server.HangUp()).Report);

    [Theory]
    [MemberData(nameof(Habits))]
    public Task Nothing_survives_a_kill(string habit, int grown, int atLeast) =>
        NothingSurvivesAsync(StartAdversary(habit, graces: (600_000, 600_000)), grown, atLeast, async server =>
        {
            server.Keeper.Signal(Posix.SIGUSR1);
            var (_, report) = await server.End();
            Assert.Equal("kill", report.Rung);
            return report;
        });

    [Fact]
    public async Task A_successor_that_was_forked_on_SIGTERM_does_not_outlive_its_ladder()
    {
        var server = StartAdversary("successor", graces: (0, 2000));
        await server.Ready();

        var (exit, report) = await server.HangUp();
        await server.Child("successor");

        AssertNothingEscaped();
        Assert.Equal((0, "term"), (exit.ExitCode, report.Rung));
        Assert.InRange(report.Descendants!.Value, 1, int.MaxValue);
    }

    [Fact]
    public async Task What_an_ended_server_leaves_behind_is_ended_to_the_last()
    {
        var server = StartAdversary("exit-leaving 31");

        var (exit, report) = await server.End();

        AssertNothingEscaped();
        Assert.Equal((0, "self", 31), (exit.ExitCode, report.Rung, report.Descendants));
    }

    [Fact]
    public async Task A_result_line_written_just_before_the_exit_is_delivered_while_a_grandchild_holds_the_pipe()
    {
        var server = StartAdversary("last-line");

        var (exit, report) = await server.End();
        await server.Keeper.Stdout.Ended.WaitAsync(Patience.Limit);

        Assert.Equal("""{"jsonrpc":"2.0","id":1,"result":{"last":true}}""", server.Keeper.Stdout.Seen()[^1]);
        Assert.Equal((0, "self", 1), (exit.ExitCode, report.Rung, report.Descendants));
    }

    [Fact]
    public async Task The_oracle_sees_what_a_keeper_could_not_keep()
    {
        var server = StartAdversary("wiped-double-fork", graces: (600_000, 600_000));
        await server.Ready();

        server.Keeper.Signal(Posix.SIGKILL);
        await server.Keeper.Exit();

        Assert.Contains(Subreaper.EndSurvivors(), survivor => survivor.Contains("sleep", StringComparison.Ordinal));
    }

    private async Task NothingSurvivesAsync(KeptServer server, int grown, int atLeast, Func<KeptServer, Task<KeeperLine>> end)
    {
        var bystander = EndAfterwards(new Bystander());
        await bystander.Ready();
        await server.Ready(grown);

        var report = await end(server);

        AssertNothingEscaped();
        Assert.InRange(report.Descendants!.Value, atLeast, int.MaxValue);
        Assert.True(bystander.IsAlive);
    }
}
