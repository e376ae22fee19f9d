using McpActors.Processes.Tests.Keeper;

namespace McpActors.Processes.Tests.Hostile;

/// <summary>A server of the same user can only signal its keeper.</summary>
[SupportedOSPlatform("linux")]
public sealed class TracedKeeperTests : KeeperTest
{
    [SkippableFact]
    public async Task A_server_can_neither_trace_its_keeper_nor_open_its_memory_environment_or_descriptors()
    {
        OtherUser.SkipIfImpossible();
        using var user = new OtherUser();
        var keeper = Keep(user, "pries");
        await keeper.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");

        var said = keeper.Stdout.Seen();
        Assert.DoesNotContain(said, line => line.StartsWith("granted", StringComparison.Ordinal));
        foreach (var what in new[] { "ptrace", "mem", "environ", "maps", "fd", "fd/0", "fd/1", "fd/2", "fd/3" })
            Assert.Contains(said, line => line.StartsWith($"denied {what} ", StringComparison.Ordinal) && !line.Contains("No such", StringComparison.Ordinal));
        keeper.CloseStdin();
        await keeper.Exit();
    }

    [SkippableFact]
    public async Task A_server_cannot_make_its_keeper_exit_before_that_reports()
    {
        OtherUser.SkipIfImpossible();
        using var user = new OtherUser();
        var keeper = Keep(user, "takes-over-keeper");
        await keeper.Stdout.Next(line => line == "denied Operation not permitted", "denial");

        Assert.Equal(new WaitResult(0, null), await keeper.Exit());
        await keeper.Stderr.Ended.WaitAsync(Patience.Limit);

        AssertNothingEscaped();
        Assert.Equal([0, 1], keeper.Stderr.Seen().Select(line => KeeperLine.TryParse(line)!.Descendants));
    }

    [SkippableFact]
    public async Task A_server_cannot_freeze_its_keeper()
    {
        OtherUser.SkipIfImpossible();
        using var user = new OtherUser();
        var keeper = Keep(user, "freezes-keeper");
        await keeper.Stdout.Next(line => line.StartsWith("denied", StringComparison.Ordinal), "denial");
        await keeper.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");

        keeper.CloseStdin();

        Assert.Equal(new WaitResult(143, null), await keeper.Exit());
    }

    [SkippableFact]
    public async Task What_everybody_may_know_of_a_keeper_stays_readable()
    {
        OtherUser.SkipIfImpossible();
        using var user = new OtherUser();
        var keeper = Keep(user, "ignore-eof");
        await keeper.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");

        var (children, stat) = ($"/proc/{keeper.Pid}/task/{keeper.Pid}/children", $"/proc/{keeper.Pid}/stat");
        using var reader = EndAfterwards(StartedProcess.Start(OtherUser.Run("cat", stat, children, $"/proc/{keeper.Pid}/cmdline")));
        Assert.Equal(0, (await reader.Exit()).ExitCode);
        keeper.CloseStdin();
        await keeper.Exit();
    }

    private StartedProcess Keep(OtherUser user, string habit) =>
        EndAfterwards(StartedProcess.Start(OtherUser.Run(user.Keeper, "--eof-grace", "100", "--term-grace", "100", "--", user.Adversary, habit)));
}
