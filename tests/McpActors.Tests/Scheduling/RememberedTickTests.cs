using Akka;
using Akka.Actor;
using Akka.TestKit;
using McpActors.Configuration;
using McpActors.Scheduling;
using Xunit.Abstractions;

namespace McpActors.Tests.Scheduling;

/// <summary>A scheduler that others may take over from: what is remembered of a tick is what becomes of it.</summary>
public sealed class RememberedTickTests : SchedulerTestKit
{
    private readonly TestProbe _keeper;

    public RememberedTickTests(ITestOutputHelper output)
        : base(output) => _keeper = CreateTestProbe("keeper");

    [Fact]
    public void A_tick_is_started_when_it_is_remembered_and_not_before()
    {
        var scheduler = StartEveryMinute(Overlap.Skip);
        var ticks = NextTicks(scheduler);
        Assert.Equal(0, StatusOf(scheduler).Running);

        scheduler.Tell(new TicksRemembered(ticks));
        Finish(scheduler, "s@2027-01-01T00:01:00Z", At("2027-01-01T00:01:00Z"));
    }

    [Fact]
    public void One_that_is_remembered_is_started_also_where_the_scheduler_stops_meanwhile()
    {
        var scheduler = StartEveryMinute(Overlap.Skip);
        var ticks = NextTicks(scheduler);
        Client.Send(scheduler, StopAcceptingWork.Instance);
        Client.ExpectMsg<Done>();
        Client.Send(scheduler, AwaitBatches.Instance);
        StatusOf(scheduler);
        Assert.False(Client.HasMessages);

        scheduler.Tell(new TicksRemembered(ticks));
        Finish(scheduler, "s@2027-01-01T00:01:00Z", At("2027-01-01T00:01:00Z"));
        Client.ExpectMsg<BatchesDone>();
        Advance(scheduler, TimeSpan.FromMinutes(1));
        Assert.False(_keeper.HasMessages);
    }

    [Fact]
    public void One_that_waits_for_the_batch_before_it_is_started_also_where_the_scheduler_stops_meanwhile()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        for (var minute = 1; minute <= 2; minute++) scheduler.Tell(new TicksRemembered(NextTicks(scheduler)));
        Client.Send(scheduler, StopAcceptingWork.Instance);
        Client.ExpectMsg<Done>();

        Finish(scheduler, "s@2027-01-01T00:01:00Z", At("2027-01-01T00:01:00Z"));
        Finish(scheduler, "s@2027-01-01T00:02:00Z", At("2027-01-01T00:02:00Z"));
        ExpectNoBatchLeft(scheduler);
    }

    [Fact]
    public void One_that_waits_has_ended_when_its_schedule_is_removed()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        for (var minute = 1; minute <= 2; minute++) scheduler.Tell(new TicksRemembered(NextTicks(scheduler)));

        Client.Send(scheduler, new RemoveSchedule("s"));
        Client.ExpectMsg<ScheduleRemoved>();
        Assert.Equal(new TickEnded("s", At("2027-01-01T00:02:00Z")), _keeper.ExpectMsg<TickEnded>());
    }

    private IActorRef StartEveryMinute(Overlap overlap)
    {
        SetClock("2027-01-01T00:00:00Z");
        var settings = new SchedulerSettings { Schedules = [ASchedule("* * * * *", overlap)] };
        var ticks = new TickLog(_keeper, new Dictionary<string, DateTimeOffset>());
        return Sys.ActorOf(SchedulerActor.Props(settings, Servers, Reaper, SweepTimeout, ticks), "mcp-scheduler");
    }

    /// <summary>A minute goes by: what is to be remembered then.</summary>
    private IReadOnlyList<DueTick> NextTicks(IActorRef scheduler)
    {
        Advance(scheduler, TimeSpan.FromMinutes(1));
        return _keeper.ExpectMsg<RememberTicks>().Ticks;
    }

    private void Finish(IActorRef scheduler, string batch, DateTimeOffset due)
    {
        ExpectCall($"{batch}/1").Succeeds();
        ExpectSweep(batch)();
        Assert.Equal(new TickEnded("s", due), _keeper.ExpectMsg<TickEnded>());
        StatusOf(scheduler);
    }
}
