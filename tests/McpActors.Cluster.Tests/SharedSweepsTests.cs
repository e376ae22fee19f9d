using McpActors.Cluster.Placement;
using McpActors.Reaping;

namespace McpActors.Cluster.Tests;

/// <summary>The sweeps of one node's reaper, which is a probe.</summary>
public sealed class SharedSweepsTests : TestKit
{
    [Fact]
    public void A_report_that_comes_too_late_is_not_taken_for_the_next_rounds()
    {
        var reaper = CreateTestProbe("reaper");
        var sweeps = Start(reaper, TimeSpan.FromSeconds(2));
        sweeps.Tell(new Sweep(SweepScope.OrphansOnly, "batch 1"), CreateTestProbe("first"));
        reaper.ExpectMsg<Sweep>();
        var first = reaper.LastSender;
        sweeps.Tell(new Sweep(SweepScope.OrphansOnly, "batch 2"), TestActor);
        // It arrives after the timeout of the first.
        reaper.ExpectMsg<Sweep>();

        first.Tell(Report(1), reaper);
        reaper.Reply(Report(2));

        Assert.Equal(2, ExpectMsg<SweepReport>().InUse);
    }

    [Fact]
    public void Those_that_come_during_a_sweep_share_the_next_one_and_each_has_its_own_reason()
    {
        var reaper = CreateTestProbe("reaper");
        var sweeps = Start(reaper, TimeSpan.FromMinutes(1));
        for (var batch = 1; batch <= 3; batch++) sweeps.Tell(new Sweep(SweepScope.OrphansOnly, $"batch {batch}"), TestActor);

        reaper.ExpectMsg<Sweep>();
        reaper.Reply(Report(1));
        reaper.ExpectMsg<Sweep>();
        reaper.Reply(Report(2));

        var reports = ReceiveN(3).Cast<SweepReport>().Select(report => (report.Reasons.Single(), report.InUse));
        Assert.Equal([("batch 1", 1), ("batch 2", 2), ("batch 3", 2)], reports);
        Assert.False(reaper.HasMessages);
    }

    [Fact]
    public void It_ends_with_its_reaper()
    {
        var reaper = CreateTestProbe("reaper");
        var sweeps = Watch(Start(reaper, TimeSpan.FromMinutes(1)));

        Sys.Stop(reaper);

        ExpectTerminated(sweeps);
    }

    private IActorRef Start(IActorRef reaper, TimeSpan timeout) => Sys.ActorOf(Props.Create(() => new SharedSweepsActor(reaper, timeout)));

    private static SweepReport Report(int inUse) => new(SweepScope.OrphansOnly, ["a sweep"], inUse, [], TimeSpan.Zero);
}
