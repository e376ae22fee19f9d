namespace McpActors.Tests.Reaping;

public class OrphanReaperTests : ActorTest
{
    [Fact]
    public async Task An_orphan_is_watched_to_its_end()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(OrphanReaped));
        var reaper = Reaper();
        var orphan = await OrphanAsync("mcp-stubborn");

        reaper.Tell(new HandOver(orphan.Id));

        var reaped = await ExpectMsgAsync<OrphanReaped>(Patience);
        Assert.Equal(orphan.Id, reaped.Lease);
        Assert.Equal(Rung.Kill, reaped.Exit.Rung);
        await AssertNothingIsLeftAsync(orphan);
    }

    [Fact]
    public async Task A_sweep_finds_an_orphan_whose_hand_over_was_lost()
    {
        var reaper = Reaper();
        var orphan = await OrphanAsync("mcp-stubborn");

        var report = await SweepAsync(reaper);

        var swept = Assert.Single(report.Processes);
        Assert.Equal((orphan.Id, SweepOutcome.Extinct, SweepProof.Ledger), (swept.Lease, swept.Outcome, swept.Proof));
        await AssertNothingIsLeftAsync(orphan);
    }

    [Fact]
    public async Task A_sweep_of_orphans_does_not_disturb_a_lease_in_use()
    {
        var reaper = Reaper();
        var used = Start("mcp-well");
        // A well-behaved orphan may end by itself before the sweep sees it.
        var orphan = await OrphanAsync("mcp-stubborn");

        var report = await SweepAsync(reaper);

        Assert.Equal(orphan.Id, Assert.Single(report.Processes).Lease);
        Assert.Equal(1, report.InUse);
        Assert.Equal(LeaseState.Running, used.State);
        Assert.False(used.Extinct.IsCompleted);
        used.Stop();
        await AssertNothingIsLeftAsync(used, orphan);
    }

    [Fact]
    public async Task A_sweep_of_everything_ends_what_is_in_use()
    {
        var reaper = Reaper();
        var used = Enumerable.Range(0, 5).Select(_ => Start("mcp-stubborn")).ToList();

        var report = await SweepAsync(reaper, SweepScope.Everything);

        Assert.Equal(used.Select(lease => lease.Id), report.Processes.Select(process => process.Lease));
        Assert.Empty(report.Survivors);
        await AssertNothingIsLeftAsync(used);
    }

    [Fact]
    public async Task Requests_that_come_during_a_sweep_share_the_next()
    {
        var reaper = Reaper();
        await OrphanAsync("mcp-stubborn");
        var first = SweepAsync(reaper, reason: "first");
        var second = SweepAsync(reaper, reason: "second");
        var third = SweepAsync(reaper, reason: "third");

        Assert.Equal(["first"], (await first).Reasons);
        Assert.Equal(["second", "third"], (await second).Reasons);
        Assert.Same(await second, await third);
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_sweep_loses_neither_orphan_nor_requester()
    {
        var reaper = Sys.ActorOf(Props.Create(() => new RestartingParent(OrphanReaperActor.Props(Ledger, Sweeper, new ReaperSettings()))));
        var orphan = await OrphanAsync("mcp-stubborn");
        var report = SweepAsync(reaper);

        Sys.ActorSelection(reaper.Path / RestartingParent.Child).Tell(Kill.Instance);

        Assert.Equal(SweepOutcome.Extinct, Assert.Single((await report).Processes).Outcome);
        await AssertNothingIsLeftAsync(orphan);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_is_handed_over_while_the_reaper_is_busy_or_restarts_is_reaped(bool restarts)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessReady));
        var reaper = Sys.ActorOf(Props.Create(() => new RestartingParent(OrphanReaperActor.Props(Ledger, Sweeper, new ReaperSettings()))));
        var owner = Sys.ActorOf(ProcessActor.Props(Adversary("a", "mcp-stubborn"), EnvironmentWith(reaper)));
        owner.Tell(new ProcessCommand.Start());
        await ExpectMsgAsync<ProcessReady>(Patience);
        var lease = await OpenLeaseAsync();
        Sys.EventStream.Subscribe(TestActor, typeof(OrphanReaped));
        var earlier = await OrphanAsync("mcp-stubborn");
        var sweep = SweepAsync(reaper);

        if (restarts) Sys.ActorSelection(reaper.Path / RestartingParent.Child).Tell(Kill.Instance);
        owner.Tell(PoisonPill.Instance);

        await AssertNothingIsLeftAsync(lease, earlier);
        Assert.Empty((await sweep).Survivors);
        var reaped = new[] { await ExpectMsgAsync<OrphanReaped>(Patience), await ExpectMsgAsync<OrphanReaped>(Patience) };
        Assert.Equal([lease.Id, earlier.Id], reaped.Select(orphan => orphan.Lease).Order());
    }

    [Fact]
    public async Task Without_a_reaper_the_keeper_still_ends_what_is_handed_over()
    {
        var reaper = Reaper();
        Watch(reaper);
        Sys.Stop(reaper);
        await ExpectTerminatedAsync(reaper, Patience);
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessReady));
        var owner = Sys.ActorOf(ProcessActor.Props(Adversary("a", "mcp-stubborn"), EnvironmentWith(reaper)));
        owner.Tell(new ProcessCommand.Start());
        await ExpectMsgAsync<ProcessReady>(Patience);
        var lease = await OpenLeaseAsync();

        Sys.Stop(owner);

        await AssertNothingIsLeftAsync(lease);
    }

    private IActorRef Reaper() => Sys.ActorOf(OrphanReaperActor.Props(Ledger, Sweeper, new ReaperSettings()));

    private Lease Start(string habit)
    {
        var spec = Adversary("a", habit).ToProcessSpec();
        var lease = Ledger.Begin("a", spec.Ladder);
        lease.Attach(Launcher.Start(spec with { Lineage = lease.Lineage }));
        return lease;
    }

    private async Task<Lease> OrphanAsync(string habit)
    {
        var lease = Start(habit);
        // It serves, so its habits are established.
        await McpHandshake.WithAsync(lease.Process!, Patience);
        Assert.True(lease.Orphan());
        return lease;
    }

    private static Task<SweepReport> SweepAsync(
        IActorRef reaper, SweepScope scope = SweepScope.OrphansOnly, string reason = "test") =>
        reaper.Ask<SweepReport>(new Sweep(scope, reason), Patience);

    private sealed class RestartingParent : UntypedActor
    {
        public const string Child = "reaper";

        private readonly IActorRef _child;

        public RestartingParent(Props props) => _child = Context.ActorOf(props, Child);

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

        protected override void OnReceive(object message) => _child.Forward(message);
    }
}
