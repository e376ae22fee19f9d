using McpActors.Processes.Tests.Sweeping;

namespace McpActors.Processes.Tests.Hostile;

/// <summary>Servers that try to make their host believe, or miss, the report of their end.</summary>
public sealed class ForgedReportTests : SweepTest
{
    [Theory]
    [InlineData(128)]
    [InlineData(1024)]
    public async Task A_progress_bar_without_a_line_feed_does_not_hide_the_report(int kibibytes)
    {
        var server = Lease(Ledger, $"progress-bar {kibibytes}");

        var exit = await server.Lease.Extinct.WaitAsync(Patience.Limit);

        Assert.Equal((true, 0, Rung.Self), (exit.Confirmed, exit.ExitCode, exit.Rung));
        Assert.Equal(LeaseState.Extinct, server.Lease.State);
    }

    [Fact]
    public async Task An_imitation_of_the_report_is_the_servers_own_words()
    {
        var server = Lease(Ledger, "imitates-report");
        var orphan = await server.Child("orphan");

        var exit = await server.Lease.Extinct.WaitAsync(Patience.Limit);

        Assert.Equal((true, 0, Rung.Self, 1), (exit.Confirmed, exit.ExitCode, exit.Rung, exit.Descendants));
        Assert.False(ProcView.IsAlive(orphan));
        Assert.StartsWith("mcp-keeper: {", Assert.Single(exit.StderrTail), StringComparison.Ordinal);
    }

    /// <summary>
    /// The server makes its keeper exit with 0 before it can report, by ptrace(2), which root may use, also as the user
    /// nobody. The forged report fits the keeper's exit status exactly.
    /// </summary>
    [Fact]
    public async Task A_keeper_that_was_made_to_exit_has_proven_nothing_and_is_swept()
    {
        var server = Lease(Ledger, "takes-over-keeper", grace: 20_000);
        var orphan = await server.Child("orphan");

        var exit = await server.Lease.Extinct.WaitAsync(Patience.Limit);

        if (exit.Confirmed)
        {
            await server.Line("denied");
            Assert.False(ProcView.IsAlive(orphan));
            return;
        }

        await server.Line("taken over");
        Assert.Contains("ended without a report (exit code 0)", exit.Reason, StringComparison.Ordinal);
        Assert.Equal(LeaseState.Orphaned, server.Lease.State);
        var report = await SweepUntilComplete();
        Assert.Contains(Of(report, Host.Tag), finding => finding.Process.Pid == orphan);
        Assert.Empty(Subreaper.EndSurvivors());
        Assert.Equal(LeaseState.Extinct, server.Lease.State);
    }

    [Fact]
    public async Task A_keeper_that_was_killed_after_an_imitation_has_proven_nothing()
    {
        // The shell forges the report and kills its keeper.
        const string Imitation = """echo "mcp-keeper: {\"pid\":$$,\"exitCode\":0,\"signal\":null,\"rung\":\"self\",\"descendants\":0}" >&2; kill -9 $PPID; exec sleep 30""";
        var server = EndAfterwards(LeasedServer.Start(Ledger, ["sh", "-c", Imitation]));

        var exit = await server.Lease.Extinct.WaitAsync(Patience.Limit);
        Subreaper.Unregister(server.Keeper);

        Assert.False(exit.Confirmed);
        Assert.Contains("without a report (signal 9)", exit.Reason, StringComparison.Ordinal);
        await SweepUntilComplete();
        Assert.Empty(Subreaper.EndSurvivors());
    }

    [Fact]
    public async Task A_server_inherits_nothing_that_the_report_could_be_written_to()
    {
        var before = Vitals.Pipes(Environment.ProcessId);
        var server = EndAfterwards(LeasedServer.Start(Ledger, ["cat"]));
        await server.Say("up");
        await server.Line("up");

        // The host has one pipe to the keeper that the server does not have.
        var pipes = Vitals.Pipes(Environment.ProcessId).Except(before).ToHashSet();
        Assert.Equal(4, pipes.Count);
        Assert.Equal(3, pipes.Intersect(Vitals.Pipes(Assert.Single(ProcView.Children(server.Keeper)))).Count());
    }

    /// <summary>
    /// The kernel reports the end of a traced process to its tracer first: the host must neither wait for the tracer
    /// nor take the keeper for alive.
    /// </summary>
    [Fact]
    public async Task A_frozen_keeper_that_is_killed_is_gone_for_its_host_although_its_tracer_holds_it()
    {
        var server = Lease(Ledger, "freezes-keeper", grace: 20_000);
        await server.Ready();

        await server.KillKeeper();
        await SweepUntilComplete();

        await Patience.Until(() => !File.Exists($"/proc/{server.Keeper}/stat"), "the keeper is reaped");
        Assert.Empty(Subreaper.EndSurvivors());
        Assert.Equal(LeaseState.Extinct, server.Lease.State);
    }

    [Fact]
    public async Task A_frozen_keeper_is_given_up_and_what_it_held_is_ended()
    {
        var server = Lease(Ledger, "freezes-keeper");
        await server.Ready();

        server.Lease.Orphan();
        server.Lease.GiveUpKeeper();
        await SweepUntilComplete();

        Assert.Empty(Subreaper.EndSurvivors());
        Assert.Equal(LeaseState.Extinct, server.Lease.State);
    }
}
