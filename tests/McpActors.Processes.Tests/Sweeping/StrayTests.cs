namespace McpActors.Processes.Tests.Sweeping;

/// <summary>
/// Processes without a lease: ours, unowned ones, and those of hosts about which nothing can be proven.
/// </summary>
public sealed class StrayTests : SweepTest
{
    [Fact]
    public async Task A_stray_is_ended_and_a_trial_only_names_it()
    {
        var stray = await Marked(ClosedMark());

        var trial = Assert.Single(Of(await Sweep(trial: true), Host.Tag));
        Assert.Equal((stray.Pid, Standing.Stray, LineageProof.Mark, LineageOutcome.WouldEnd, null), (trial.Process.Pid, trial.Standing, trial.Proof, trial.Outcome, trial.Rung));
        Assert.False(stray.Exited.IsCompleted);
        Assert.True(ProcView.IsAlive(stray.Pid));

        var ended = Assert.Single(Of(await Sweep(), Host.Tag));
        Assert.Equal(trial with { Outcome = LineageOutcome.Ended, Rung = Rung.Term }, ended);
        Assert.Equal(Posix.SIGTERM, (await stray.Exit()).Signal);
    }

    [Fact]
    public async Task A_mark_of_a_lease_that_is_open_is_no_stray()
    {
        var lease = Ledger.Begin("not started yet", TimeSpan.FromSeconds(1));
        var marked = await Marked(lease.Lineage.Mark);
        Assert.Empty(Of(await Sweep(), Host.Tag));
        Assert.False(marked.Exited.IsCompleted);
        lease.StartFailed("the test is over");
        Assert.Equal(marked.Pid, Assert.Single(Of(await Sweep(), Host.Tag)).Process.Pid);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("unreadable")]
    [InlineData("another boot")]
    public async Task What_cannot_be_attributed_is_named_and_left_alone(string whose)
    {
        var tag = new HostTag(Host.Tag.Value ^ 1);
        var facts = HostFacts.OfThisProcess("gone", TimeProvider.System);
        var file = Path.Combine(Registry.Path, $"{tag}.host");
        if (whose == "unreadable") File.WriteAllText(file, "{");
        if (whose == "another boot") File.WriteAllBytes(file, (facts with { BootId = "another" }).Write());
        var process = await Marked(LineageMark.Of(tag, 1));

        var finding = Assert.Single(Of(await SweepUntilComplete(), tag));

        Assert.Equal((process.Pid, Standing.Unprovable, LineageOutcome.LeftAlone, null), (finding.Process.Pid, finding.Standing, finding.Outcome, finding.Rung));
        Assert.Equal("its owner cannot be proven", finding.Why);
        Assert.False(process.Exited.IsCompleted);
        // And the host stays registered while the process lives.
        Assert.Equal(whose != "nobody", File.Exists(file));
    }

    [Fact]
    public async Task What_is_of_another_namespace_is_left_alone()
    {
        var tag = new HostTag(Host.Tag.Value ^ 1);
        var facts = HostFacts.OfThisProcess("gone", TimeProvider.System) with { PidNamespace = "pid:[1]" };
        File.WriteAllBytes(Path.Combine(Registry.Path, $"{tag}.host"), facts.Write());
        var process = await Marked(LineageMark.Of(tag, 1));

        Assert.Empty(Of(await SweepUntilComplete(), tag));
        Assert.False(process.Exited.IsCompleted);
        Assert.Equal(HostStanding.AnotherNamespace, Registry.Look().Single(host => host.Tag == tag).Standing);
    }
}
