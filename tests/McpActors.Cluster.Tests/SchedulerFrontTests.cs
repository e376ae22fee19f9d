using Akka.TestKit;
using McpActors.Cluster.Leading;

namespace McpActors.Cluster.Tests;

/// <summary>
/// Messages of a node's own actors to the scheduler, between probes for the leader and its proxy, in virtual time.
/// </summary>
public sealed class SchedulerFrontTests : TestKit
{
    private static readonly ClusterSettings Settings = new() { LookInterval = TimeSpan.FromSeconds(2), LookTimeout = TimeSpan.FromSeconds(10) };

    private readonly TestProbe _proxy;
    private readonly TestProbe _leader;
    private readonly IActorRef _front;

    public SchedulerFrontTests()
        : base(ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\""))
    {
        _proxy = CreateTestProbe("proxy");
        _leader = CreateTestProbe("leader");
        var (proxy, local) = (_proxy.Ref, CreateTestProbe("local").Ref);
        _front = Sys.ActorOf(Props.Create(() => new SchedulerFrontActor(Settings, proxy, local)));
    }

    private static RunBatch ABatch => new([ClusterTest.AJob()], BatchId: "b");

    private static PutSchedule APut => new(new ScheduleDefinition { Name = "s", Cron = "* * * * *", Jobs = [ClusterTest.AJob()] });

    [Fact]
    public void A_batch_that_is_cancelled_before_its_leader_is_found_is_cancelled_behind_its_start()
    {
        _front.Tell(ABatch, TestActor);
        _front.Tell(new CancelBatch("b"), TestActor);

        LeaderIsFound();

        _leader.ExpectMsg<RunBatch>();
        _leader.ExpectMsg<CancelBatch>();
    }

    [Fact]
    public void One_that_is_cancelled_later_is_cancelled_where_it_was_sent()
    {
        _front.Tell(ABatch, TestActor);
        LeaderIsFound();
        _leader.ExpectMsg<RunBatch>();
        var request = _leader.LastSender;

        _front.Tell(new CancelBatch("b"), TestActor);

        _leader.ExpectMsg<CancelBatch>();
        request.Tell("answer");
        ExpectMsg("answer");
        Assert.False(_proxy.HasMessages);
    }

    [Fact]
    public void A_batch_of_another_node_is_cancelled_by_whoever_leads()
    {
        _front.Tell(new CancelBatch("b"), TestActor);

        _proxy.ExpectMsg<CancelBatch>();
    }

    [Fact]
    public void A_batch_that_a_leader_did_not_take_is_asked_of_the_next_one_and_its_cancel_with_it()
    {
        _front.Tell(ABatch, TestActor);
        LeaderIsFound();
        _leader.ExpectMsg<RunBatch>();
        var request = _leader.LastSender;
        _front.Tell(new CancelBatch("b"), TestActor);
        _leader.ExpectMsg<CancelBatch>();

        request.Tell(new BatchNotTaken());
        WhenItHasHandled(request);
        ((TestScheduler)Sys.Scheduler).Advance(Settings.LookInterval);
        LeaderIsFound();

        _leader.ExpectMsg<RunBatch>();
        _leader.ExpectMsg<CancelBatch>();
    }

    [Fact]
    public void A_leader_that_leaves_is_not_asked_for_a_batch_and_who_waits_for_another_is_answered_in_the_end()
    {
        _front.Tell(ABatch, TestActor);
        _proxy.ExpectMsg<FindLeader>();
        var request = _proxy.LastSender;
        request.Tell(new LeaderLeaves(_leader));
        WhenItHasHandled(request);

        ((TestScheduler)Sys.Scheduler).Advance(Settings.LookTimeout);

        var why = ExpectMsg<Status.Failure>().Cause.Message;
        Assert.Contains("is leaving and takes no new batches, and no other leader was found within 10 s", why, StringComparison.Ordinal);
        Assert.False(_leader.HasMessages);
    }

    [Fact]
    public void A_leader_that_leaves_is_told_of_schedules()
    {
        _front.Tell(APut, TestActor);
        _proxy.ExpectMsg<FindLeader>();
        _proxy.Reply(new LeaderLeaves(_leader));

        _leader.ExpectMsg<PutSchedule>();
    }

    [Fact]
    public void A_schedule_is_removed_when_it_has_been_put_and_not_before()
    {
        _front.Tell(APut, TestActor);
        _front.Tell(new RemoveSchedule("s"), TestActor);

        LeaderIsFound();
        _leader.ExpectMsg<PutSchedule>();
        Assert.False(_proxy.HasMessages);
        _leader.Reply(new SchedulePut("s", null));

        ExpectMsg<SchedulePut>();
        LeaderIsFound();
        _leader.ExpectMsg<RemoveSchedule>();
    }

    private void LeaderIsFound()
    {
        _proxy.ExpectMsg<FindLeader>();
        _proxy.Reply(new LeaderFound(_leader));
    }

    private void WhenItHasHandled(IActorRef actor)
    {
        actor.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }
}
