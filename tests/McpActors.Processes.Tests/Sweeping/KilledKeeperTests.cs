using Xunit.Abstractions;

namespace McpActors.Processes.Tests.Sweeping;

/// <summary>The keeper is gone, and only lineage is left as proof.</summary>
public sealed class KilledKeeperTests(ITestOutputHelper output) : SweepTest
{
    /// <summary>The graces of the killed keeper's ladder. A sweep that waited for them would take longer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>The habit, and the number of descendants to wait for.</summary>
    public static TheoryData<string, int> Habits => new()
    {
        { "ignore-term", 0 },
        { "stubborn-children 2", 2 },
        { "session-child", 0 },
        { "double-fork", 0 },
        { "wiped-double-fork", 0 },
        { "unmarked", 0 },
        { "remarked 0", 0 },
        { "renamed", 0 },
        { "renamed mcp-keeper:kill", 0 },
        { "blank-environment", 0 },
        { "closes-stdout", 0 },
        { "stop", 0 },
        { "exit-leaving", 0 },
        { "fork-chain", 0 },
        { "fast-chain", 0 },
        { "session-chain", 0 },
        { "fork-tree", 16 },
        { "forks-and-ignores", 0 },
    };

    [Theory]
    [MemberData(nameof(Habits))]
    public async Task A_sweep_ends_everything_that_the_keeper_held_without_waiting_for_its_ladder(string habit, int grown)
    {
        var server = Lease(Ledger, habit, (int)Grace.TotalMilliseconds);
        if (habit == "exit-leaving")
        {
            // Half a second after the server has ended, its keeper would end the rest and itself, so it is stopped
            // until it is killed.
            await server.Line("child");
            server.Signal(Posix.SIGSTOP);
        }
        await server.Ready(grown);

        var (_, elapsed) = await End(server, habit);
        Assert.InRange(elapsed, TimeSpan.Zero, Grace);
    }

    [SkippableFact]
    public async Task A_descendant_of_another_user_is_ended_by_root()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can become another user");
        var server = Lease(Ledger, "other-user");
        await server.Ready();
        var child = await server.Child("nobody");

        var report = await AssertEnded(server, "other-user");
        Assert.Contains(Of(report, Host.Tag), finding => finding.Process.Pid == child);
    }

    [Fact]
    public async Task The_family_of_an_MCP_server_is_ended()
    {
        var server = Lease(Ledger, "mcp-family");
        await server.Say("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}""");
        await server.Line("{");

        await AssertEnded(server, "mcp-family");
    }

    [Theory]
    [InlineData("unmarked", LineageProof.Environment)]
    [InlineData("ignore-eof", LineageProof.Mark)]
    [InlineData("blank-environment", LineageProof.Mark)]
    public async Task What_tells_whose_it_is_is_said(string habit, LineageProof proof)
    {
        var server = Lease(Ledger, habit);
        var pid = await server.Ready();

        var report = await AssertEnded(server, habit);
        var finding = Of(report, Host.Tag).Single(finding => finding.Process.Pid == pid);
        Assert.Equal(
            (proof, Standing.Orphan, LineageOutcome.Ended, Rung.Term, "tested"), (finding.Proof, finding.Standing, finding.Outcome, finding.Rung, finding.Server));
    }

    [Fact]
    public async Task Who_holds_the_servers_end_of_a_pipe_is_of_it()
    {
        Skip.IfNot(File.Exists(PrLimit), "needs prlimit(1)");
        var server = Shell($"exec env -i {PrLimit} --rss=unlimited:unlimited sh -c 'trap \"\" HUP; exec sleep 30'");
        var pid = await Unmarked(server);

        var report = await AssertEnded(server, "unmarked, blank environment");
        Assert.Equal(LineageProof.Pipe, Of(report, Host.Tag).Single(finding => finding.Process.Pid == pid).Proof);
    }

    [Fact]
    public async Task Who_has_nothing_but_a_parent_is_of_it()
    {
        Skip.IfNot(File.Exists(PrLimit), "needs prlimit(1)");
        var server = Shell(
            $"env -i {PrLimit} --rss=unlimited:unlimited sh -c 'sleep 30; sleep 30' </dev/null >/dev/null 2>&1 & echo \"child $! disowned\"; trap '' TERM; wait; exec sleep 30");
        var child = await server.Child("disowned");
        await Patience.Until(() => ProcView.Children(child).Count == 1, "the child's child");
        Assert.Equal(ulong.MaxValue, ProcView.ResidentLimit(child));

        var report = await AssertEnded(server, "unmarked, blank environment, no pipe");
        Assert.Equal(2, Of(report, Host.Tag).Count(finding => finding.Proof == LineageProof.Descent));
    }

    [Fact]
    public async Task Who_takes_a_mark_that_is_nobodys_is_known_by_its_environment()
    {
        var server = Lease(Ledger, $"remarked {new LineageMark(new HostTag(Host.Tag.Value ^ 1), 7).Limit}");
        var pid = await server.Ready();

        var report = await AssertEnded(server, "remarked as nobody's");
        Assert.Equal(LineageProof.Environment, report.Findings.Single(finding => finding.Process.Pid == pid).Proof);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_server_that_ended_with_its_keeper_and_its_lease_is_settled()
    {
        var server = Lease(Ledger, "exit-on-eof");
        await server.Ready();
        await AssertEnded(server, "exit-on-eof");
    }

    [Fact]
    public async Task Sweeps_that_overlap_end_it_together_and_each_knows()
    {
        var server = Lease(Ledger, "stubborn-children 2");
        await server.Ready(2);
        await server.KillKeeper();

        var reports = await Task.WhenAll(Sweep(), Sweep(), Sweep());

        Assert.Empty(Subreaper.EndSurvivors());
        Assert.All(reports, report => Assert.Empty(report.Survivors));
        // The server may have ended by itself, because its host closed its stdin; its children have not, and two sweeps
        // never pursue the same process.
        var ended = reports.SelectMany(report => Of(report, Host.Tag)).Select(finding => finding.Process).ToList();
        Assert.InRange(ended.Count, 2, 3);
        Assert.Equal(ended.Distinct(), ended);
    }

    /// <summary>Each sweep pursues a lease that the other finds too: the first one waits for nothing.</summary>
    [Fact]
    public async Task Sweeps_that_overlap_do_not_wait_for_each_other_in_a_ring()
    {
        var (stubborn, gentle) = (Lease(Ledger, "ignore-term"), Lease(Ledger, "echo"));
        await stubborn.Ready();
        await gentle.Ready();
        await stubborn.KillKeeper();
        var first = Sweep();
        await Patience.Until(() => Sweeper.IsAfter(stubborn.Lease.Lineage.Mark), "the first sweep's hunt");
        await gentle.KillKeeper();
        var second = Sweep();
        await Patience.Until(() => gentle.Lease.State == LeaseState.Extinct || Sweeper.IsAfter(gentle.Lease.Lineage.Mark), "the second sweep's hunt");

        await Task.WhenAll(first, second);

        Assert.Empty(Subreaper.EndSurvivors());
    }

    /// <summary>
    /// The gap that no lineage closes: no mark, no environment, no pipe, and a parent that had ended before.
    /// </summary>
    [Fact]
    public async Task What_is_untraceable_survives_and_the_end_of_its_lease_is_never_confirmed()
    {
        var server = Lease(Ledger, "untraceable");
        await server.Ready();
        var child = await server.Child("untraceable");
        await server.KillKeeper();

        var report = await SweepUntilComplete();

        Assert.True(ProcView.IsAlive(child));
        Assert.DoesNotContain(report.Findings, finding => finding.Process.Pid == child);
        Assert.Equal(LeaseState.Extinct, server.Lease.State);
        Assert.False((await server.Lease.Extinct).Confirmed);
        Assert.Contains(Subreaper.EndSurvivors(), survivor => survivor.StartsWith($"{child} ", StringComparison.Ordinal));
    }

    /// <summary>
    /// A gap that closes later: a process that takes the mark of a live neighbour is protected as long as the neighbour
    /// lives.
    /// </summary>
    [Fact]
    public async Task Who_takes_a_live_neighbours_mark_lives_until_the_neighbour_has_died()
    {
        var neighbour = EndAfterwards(Registry.Register("short-lived neighbour"));
        var server = Lease(Ledger, $"remarked {LineageMark.Of(neighbour.Tag, 7).Limit}");
        var pid = await server.Ready();
        await server.KillKeeper();

        await SweepUntilComplete();
        Assert.True(ProcView.IsAlive(pid));
        Assert.False((await server.Lease.Extinct).Confirmed);

        neighbour.Dispose();
        var finding = Assert.Single(Of(await Sweep(), neighbour.Tag));
        Assert.Equal((pid, Standing.DeadHosts, LineageOutcome.Ended), (finding.Process.Pid, finding.Standing, finding.Outcome));
    }

    /// <summary>A process that takes the mark of another lease is protected until that lease is extinct.</summary>
    [Fact]
    public async Task Who_takes_the_mark_of_another_lease_lives_until_that_is_extinct()
    {
        var other = Ledger.Begin("other", TimeSpan.FromSeconds(1));
        var server = Lease(Ledger, $"remarked {other.Lineage.Mark.Limit}");
        var pid = await server.Ready();
        await server.KillKeeper();

        await SweepUntilComplete();
        Assert.True(ProcView.IsAlive(pid));

        other.StartFailed("the test is over");
        var finding = Assert.Single(Of(await Sweep(), Host.Tag));
        Assert.Equal((pid, Standing.Stray, LineageOutcome.Ended), (finding.Process.Pid, finding.Standing, finding.Outcome));
    }

    private const string PrLimit = "/usr/bin/prlimit";

    private LeasedServer Shell(string script) => EndAfterwards(LeasedServer.Start(Ledger, ["sh", "-c", $"echo up; {script}"]));

    private static async Task<int> Unmarked(LeasedServer server)
    {
        await server.Line("up");
        var pid = 0;
        await Patience.Until(
            () => ProcView.Children(server.Keeper) is [var only] && (pid = only) != 0 && ProcView.CommandLine(pid).StartsWith("sleep", StringComparison.Ordinal), "the sleep");
        Assert.Equal(ulong.MaxValue, ProcView.ResidentLimit(pid));
        return pid;
    }

    private async Task<LineageReport> AssertEnded(LeasedServer server, string what) => (await End(server, what)).Report;

    /// <summary>
    /// Sweeps repeatedly: a process that forks faster than the machine can scan is reported as a survivor, and searched
    /// for again.
    /// </summary>
    private async Task<(LineageReport Report, TimeSpan Elapsed)> End(LeasedServer server, string what)
    {
        using var undertaker = new Undertaker();
        var since = await server.KillKeeper();
        var report = await Sweep();
        var elapsed = Stopwatch.GetElapsedTime(since);

        output.WriteLine($"ELAPSED {what}: {elapsed.TotalMilliseconds:0} ms; {report.Scan.Describe()}");
        for (var sweeps = 1; !(report.Scan.Settled && !report.Survivors.Any()) && sweeps < 10; sweeps++) report = await Sweep();
        Assert.Empty(report.Survivors);
        Assert.Empty(Subreaper.EndSurvivors());
        Assert.All(report.Findings.Where(finding => finding.Mark == server.Lease.Lineage.Mark), finding => Assert.Equal(LineageOutcome.Ended, finding.Outcome));
        if (!report.Settled.Contains(server.Lease)) Assert.Contains(server.Lease, (await SweepUntilComplete()).Settled);
        Assert.Equal(LeaseState.Extinct, server.Lease.State);
        Assert.False((await server.Lease.Extinct).Confirmed);
        return (report, elapsed);
    }
}
