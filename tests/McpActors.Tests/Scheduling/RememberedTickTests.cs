using Akka;

namespace McpActors.Tests.Scheduling;

/// <summary>A scheduler from which others may take over: the stored state of a tick matches its fate.</summary>
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
    public void One_that_waits_for_the_batch_before_it_is_remembered_as_waiting_and_once_more_before_it_is_started()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        scheduler.Tell(new TicksRemembered(NextTicks(scheduler)));
        var waits = NextTicks(scheduler);
        scheduler.Tell(new TicksRemembered(waits));
        Finish(scheduler, "s@2027-01-01T00:01:00Z", At("2027-01-01T00:01:00Z"));
        var starts = _keeper.ExpectMsg<RememberTicks>().Ticks;
        Assert.Equal(0, StatusOf(scheduler).Running);

        scheduler.Tell(new TicksRemembered(starts));

        Assert.Equal((true, false), (waits.Single().Waits, starts.Single().Waits));
        Finish(scheduler, "s@2027-01-01T00:02:00Z", At("2027-01-01T00:02:00Z"));
        ExpectNoBatchLeft(scheduler);
    }

    [Fact]
    public void One_that_comes_while_the_one_before_it_is_still_being_remembered_is_remembered_as_waiting()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);

        var ticks = Enumerable.Range(1, 3).Select(_ => NextTicks(scheduler).Single()).ToList();
        foreach (var tick in ticks) scheduler.Tell(new TicksRemembered([tick]));

        Assert.Equal([false, true, true], ticks.Select(tick => tick.Waits));
        // At most one waits.
        Assert.Equal(new TickEnded("s", At("2027-01-01T00:03:00Z")), _keeper.ExpectMsg<TickEnded>());
        Assert.Equal((1, 1), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
    }

    [Fact]
    public void One_that_waits_is_left_to_whoever_takes_over_where_the_scheduler_stops_meanwhile()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        for (var minute = 1; minute <= 2; minute++) scheduler.Tell(new TicksRemembered(NextTicks(scheduler)));
        Client.Send(scheduler, StopAcceptingWork.Instance);
        Client.ExpectMsg<Done>();

        Finish(scheduler, "s@2027-01-01T00:01:00Z", At("2027-01-01T00:01:00Z"));

        ExpectNoBatchLeft(scheduler);
        Assert.False(_keeper.HasMessages);
    }

    [Fact]
    public void Whoever_takes_over_starts_what_waited_when_that_is_remembered_and_what_comes_meanwhile_waits()
    {
        var scheduler = StartEveryMinute(Overlap.Queue, waiting: "2026-12-31T23:58:00Z");
        var starts = _keeper.ExpectMsg<RememberTicks>().Ticks;
        var waits = NextTicks(scheduler);
        Assert.Equal(0, StatusOf(scheduler).Running);

        foreach (var ticks in (IReadOnlyList<DueTick>[])[waits, starts]) scheduler.Tell(new TicksRemembered(ticks));

        Finish(scheduler, "s@2026-12-31T23:58:00Z", At("2026-12-31T23:58:00Z"));
        scheduler.Tell(new TicksRemembered(_keeper.ExpectMsg<RememberTicks>().Ticks));
        Finish(scheduler, "s@2027-01-01T00:01:00Z", At("2027-01-01T00:01:00Z"));
    }

    [Fact]
    public void One_that_takes_over_and_is_itself_on_its_way_out_starts_nothing_and_passes_nothing_over()
    {
        var scheduler = StartEveryMinute(Overlap.Queue, waiting: "2026-12-31T23:58:00Z", through: "2026-12-31T23:58:00Z", stopped: true);

        Advance(scheduler, TimeSpan.FromMinutes(2));

        ExpectNoBatchLeft(scheduler);
        Assert.False(_keeper.HasMessages);
        Assert.Equal(0, StatusOf(scheduler).Skipped);
    }

    [Fact]
    public void A_schedule_that_is_put_while_it_stops_is_for_whoever_takes_over()
    {
        var scheduler = StartEveryMinute(Overlap.Skip);
        Client.Send(scheduler, StopAcceptingWork.Instance);
        Client.ExpectMsg<Done>();

        Client.Send(scheduler, new PutSchedule(ASchedule("* * * * *", name: "put")));

        Client.ExpectMsg<SchedulePut>();
        Advance(scheduler, TimeSpan.FromMinutes(1));
        Assert.False(_keeper.HasMessages);
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

    private IActorRef StartEveryMinute(Overlap overlap, string? waiting = null, string? through = null, bool stopped = false)
    {
        SetClock("2027-01-01T00:00:00Z");
        var comeTo = new Dictionary<string, DateTimeOffset>();
        if (through is not null) comeTo["s"] = At(through);
        var ticks = new TickLog(_keeper, comeTo)
        {
            Waiting = waiting is null ? [] : [new DueTick("s", At(waiting), At(waiting)) { Waits = true }],
            Stopped = stopped,
        };
        return Sys.ActorOf(SchedulerActor.Props(new ScheduleBook([ASchedule("* * * * *", overlap)]), Batches, ticks), "mcp-scheduler");
    }

    /// <summary>Advances by a minute, and returns the ticks to be stored.</summary>
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
