namespace McpActors.Processes.Tests.Sweeping;

/// <summary>A host died: its lock is free, and its file exists. Its keepers may be alive or dead.</summary>
public sealed class DeadHostTests : SweepTest
{
    private readonly HostRegistration _other;
    private readonly LeaseLedger _leases;

    public DeadHostTests()
    {
        _other = EndAfterwards(Registry.Register("other"));
        _leases = new LeaseLedger(_other.Tag);
    }

    [Fact]
    public async Task A_host_that_lives_is_not_disturbed_even_where_its_keeper_was_killed()
    {
        var server = Lease(_leases, "ignore-eof");
        var pid = await server.Ready();
        await server.KillKeeper();

        Assert.Empty(Of(await SweepUntilComplete(), _other.Tag));
        Assert.True(ProcView.IsAlive(pid));

        var own = new LineageSweeper(_leases, Registry);
        Assert.Equal(pid, Assert.Single(Of(await own.SweepAsync(), _other.Tag)).Process.Pid);
    }

    [Theory]
    [InlineData("ignore-eof")]
    [InlineData("wiped-double-fork")]
    [InlineData("unmarked")]
    [InlineData("fork-tree")]
    public async Task What_it_left_without_keepers_is_ended_and_it_is_forgotten(string habit)
    {
        var server = Lease(_leases, habit);
        await server.Ready();
        await server.KillKeeper();
        _other.Dispose();

        var report = await SweepUntilComplete();

        Assert.Empty(Subreaper.EndSurvivors());
        Assert.Empty(report.Survivors);
        Assert.DoesNotContain(Registry.Look(), host => host.Tag == _other.Tag);
    }

    [Fact]
    public async Task A_trial_ends_nothing_and_forgets_nothing()
    {
        var server = Lease(_leases, "ignore-eof");
        var pid = await server.Ready();
        _other.Dispose();

        var findings = Of(await Sweep(trial: true), _other.Tag);

        Assert.Equal(new[] { server.Keeper, pid }.Order(), findings.Select(finding => finding.Process.Pid).Order());
        Assert.All(findings, finding => Assert.Equal((Standing.DeadHosts, LineageOutcome.WouldEnd, "tested"), (finding.Standing, finding.Outcome, finding.Server)));
        Assert.Equal(HostStanding.Dead, Registry.Look().Single(host => host.Tag == _other.Tag).Standing);
        Assert.False(server.Lease.Extinct.IsCompleted);
    }

    [Fact]
    public async Task A_keeper_gets_the_time_of_its_ladder()
    {
        var (server, dead) = await OfADeadHost("slow-term", grace: 300, termGrace: 20_000);
        // The end of a host closes its pipes.
        server.Process.StandardInput.Dispose();
        dead.Dispose();

        var report = await Sweep();

        var exit = await server.Process.End();
        Assert.Equal((true, Rung.Term, 9), (exit.Confirmed, exit.Rung, exit.ExitCode));
        Assert.All(Of(report, dead.Tag), finding => Assert.Equal((LineageOutcome.Ended, null), (finding.Outcome, finding.Rung)));
    }

    [Fact]
    public async Task A_keeper_whose_pipe_somebody_holds_is_hurried_when_its_time_is_over()
    {
        var (server, dead) = await OfADeadHost("ignore-term", grace: 100);
        dead.Dispose();

        await Sweep();

        var exit = await server.Process.End();
        Assert.Empty(Of(await SweepUntilComplete(), dead.Tag));
        // On a busy machine a hurried keeper may not run for half a second. It is then killed, and cannot confirm.
        if (exit.Confirmed) Assert.Equal((Rung.Kill, "SIGKILL"), (exit.Rung, exit.Signal));
    }

    [Fact]
    public async Task A_keeper_that_was_stopped_goes_on_and_proves_the_end()
    {
        var (server, dead) = await OfADeadHost("slow-term", grace: 300, termGrace: 20_000);
        server.Signal(Posix.SIGSTOP);
        server.Process.StandardInput.Dispose();
        dead.Dispose();

        await Sweep();

        var exit = await server.Process.End();
        Assert.Equal((true, Rung.Term, 9), (exit.Confirmed, exit.Rung, exit.ExitCode));
    }

    [Fact]
    public async Task Without_a_registry_what_others_left_is_unprovable()
    {
        var server = Lease(_leases, "ignore-eof");
        var pid = await server.Ready();
        _other.Dispose();

        var report = await new LineageSweeper(Ledger, null).SweepAsync();

        Assert.All(Of(report, _other.Tag), finding => Assert.Equal((Standing.Unprovable, LineageOutcome.LeftAlone), (finding.Standing, finding.Outcome)));
        Assert.Contains(Of(report, _other.Tag), finding => finding.Process.Pid == pid);
        Assert.False(server.Lease.Extinct.IsCompleted);
    }

    [SkippableFact]
    public async Task Who_may_not_be_signalled_survives_and_is_named_with_the_reason()
    {
        Elsewhere.SkipIfImpossible();
        var marked = await Marked(LineageMark.Of(_other.Tag, 1));
        _other.Dispose();

        // Everybody may see our process; the user nobody may not signal it, and has its own registry, which names its
        // owner.
        var folder = Registry.Path + ".nobody";
        var said = await Elsewhere.Run(
            $"chmod 711 $(dirname {folder}) && mkdir -m 700 {folder} && cp {Registry.Path}/{_other.Tag}.host {folder} && chown -R 65534 {folder}",
            asNobody: true, "sweep", folder);

        Assert.Contains($"Pid = {marked.Pid},", said, StringComparison.Ordinal);
        Assert.Contains("Outcome = Survived", said, StringComparison.Ordinal);
        Assert.Contains("Why = it has another user's rights", said, StringComparison.Ordinal);
        Assert.False(marked.Exited.IsCompleted);
        Assert.True(File.Exists($"{folder}/{_other.Tag}.host"));
        // A user with the permission ends it.
        Assert.Equal(LineageOutcome.Ended, Assert.Single(Of(await Sweep(), _other.Tag)).Outcome);
    }

    /// <summary>A server of a host that dies when it is disposed.</summary>
    private async Task<(LeasedServer Server, HostRegistration Host)> OfADeadHost(string habit, int grace, int? termGrace = null)
    {
        var host = EndAfterwards(Registry.Register("dead"));
        var server = Lease(new LeaseLedger(host.Tag), habit, grace, termGrace);
        await server.Ready();
        return (server, host);
    }
}
