namespace McpActors.Processes.Tests.Keeper;

/// <summary>Resources and permissions that the system may deny a keeper.</summary>
[SupportedOSPlatform("linux")]
public sealed class PermissionTests : KeeperTest
{
    [SkippableFact]
    public async Task Who_may_not_be_signalled_is_named_once_and_waited_for()
    {
        Skip.IfNot(KeeperOfNobody.IsPossible, "needs root, setpriv(1) and prlimit(1)");
        using var nobody = new KeeperOfNobody();

        // The server becomes root by its real user too, because otherwise kill(2) would still be allowed. The shell
        // prints the user itself: an id(1) process could still be ending when the keeper looks, and would be named too.
        const string SayUserAndSleep = "while read key user rest; do [ $key != Uid: ] || echo $user; done < /proc/self/status; exec sleep 3";
        var keeper = EndAfterwards(StartedProcess.Start(
            [
                .. nobody.Command(threads: 1000), "--eof-grace", "0", "--term-grace", "0", "--",
                nobody.SetUserIdCopyOf(KeeperOfNobody.SetPriv), "--reuid=0", "--regid=0", "--clear-groups", "sh", "-c", SayUserAndSleep,
            ]));
        Skip.IfNot(await keeper.Stdout.Next(_ => true, "user id") == "0", "this file system ignores set-user-ID");

        keeper.CloseStdin();
        var exit = await keeper.Exit();
        await keeper.Stderr.Ended;

        var lines = keeper.Stderr.Seen();
        Assert.True(lines.Count == 2, string.Join(Environment.NewLine, lines));
        var warning = KeeperLine.TryParse(lines[0])!;
        var report = KeeperLine.TryParse(lines[1])!;
        Assert.Equal(("not-permitted", report.Pid), (warning.Warning, warning.Pid));
        Assert.Equal((0, "kill"), (exit.ExitCode, report.Rung));
    }

    [SkippableTheory]
    [InlineData(Posix.SIGTERM)]
    [InlineData(Posix.SIGUSR1)]
    public async Task A_server_that_has_used_up_all_threads_is_ended_all_the_same(int signal)
    {
        Skip.IfNot(KeeperOfNobody.IsPossible, "needs root, setpriv(1) and prlimit(1)");
        using var nobody = new KeeperOfNobody();

        // The inner shell forks until it fails and ends; the last sleep takes its place.
        const string ForkBomb = "trap '' TERM; (while :; do sleep 30 & done) 2> /dev/null; sleep 30 & echo full; exec sleep 30";
        var keeper = EndAfterwards(StartedProcess.Start([.. nobody.Command(threads: 50), "--term-grace", "100", "--", "sh", "-c", ForkBomb]));
        await keeper.Stdout.Next(line => line == "full", "full process table");

        keeper.Signal(signal);
        var exit = await keeper.Exit();

        AssertNothingEscaped();
        Assert.Equal(new WaitResult(137, null), exit);
    }
}
