namespace McpActors.Tests.Scheduling;

public sealed class ScheduleTests(ITestOutputHelper output) : SchedulerTestKit(output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_tick_makes_a_batch_and_the_next_tick_the_next()
    {
        SetClock("2027-01-01T00:00:30Z");
        var scheduler = StartScheduler(ASchedule("*/5 * * * *") with { Jobs = [AJob("dig")], Timeout = TimeSpan.FromSeconds(7) });
        Assert.Equal(At("2027-01-01T00:05Z"), StatusOf(scheduler).Next);
        Advance(scheduler, TimeSpan.FromSeconds(269.9));
        Assert.Equal(0, StatusOf(scheduler).Running);

        Advance(scheduler, TimeSpan.FromSeconds(0.1));
        Assert.Equal((1, At("2027-01-01T00:10Z")), (StatusOf(scheduler).Running, StatusOf(scheduler).Next));
        var call = ExpectCall("s-1/1");
        Assert.Equal(("files", "dig", TimeSpan.FromSeconds(7)), (call.Message.Server, call.Message.Tool, call.Message.Timeout));
        Finish(call, "s-1");
        ExpectNoBatchLeft(scheduler);

        Advance(scheduler, 5 * Minute);
        ExpectCall("s-2/1");
    }

    [Fact]
    public void One_that_is_put_again_with_the_same_times_keeps_a_tick_that_is_due_and_was_not_looked_at()
    {
        var scheduler = StartEveryMinute(Overlap.Skip);
        StatusOf(scheduler);
        Clock.Skew = 1.5 * Minute;

        Client.Send(scheduler, new PutSchedule(ASchedule("* * * * *") with { MaxParallel = 2 }));
        Assert.Equal(At("2027-01-01T00:01Z"), Client.ExpectMsg<SchedulePut>().Next);
        Client.Send(scheduler, new PutSchedule(ASchedule("* * * * *", name: "other")));
        Assert.Equal(At("2027-01-01T00:02Z"), Client.ExpectMsg<SchedulePut>().Next);
        Advance(scheduler, TimeSpan.FromMilliseconds(1));

        ExpectCall("s-1/1");
        Assert.Equal(At("2027-01-01T00:02Z"), StatusOf(scheduler).Next);
    }

    [Fact]
    public void Skip_passes_over_ticks_while_the_batch_is_not_swept()
    {
        var scheduler = StartEveryMinute(Overlap.Skip);
        Advance(scheduler, Minute);
        var call = ExpectCall("s-1/1");
        Advance(scheduler, Minute);
        call.Succeeds();
        var answerSweep = ExpectSweep("s-1");
        Advance(scheduler, Minute / 2);
        Advance(scheduler, Minute / 2);
        Assert.Equal((1, 2), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));

        SweepAndWait(answerSweep);
        Advance(scheduler, Minute);
        Assert.Equal((1, 2), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
        ExpectCall("s-2/1");
    }

    [Fact]
    public void Queue_keeps_one_tick_until_the_batch_is_swept()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        Advance(scheduler, Minute);
        var call = ExpectCall("s-1/1");
        Advance(scheduler, Minute);
        Assert.Equal((1, 0), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
        Advance(scheduler, Minute);
        Assert.Equal((1, 1), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
        call.Succeeds();
        var answerSweep = ExpectSweep("s-1");
        StatusOf(scheduler);
        Assert.False(Exists(scheduler, "s-2"));
        answerSweep();
        Finish(ExpectCall("s-2/1"), "s-2");
        ExpectNoBatchLeft(scheduler);
        Assert.Equal((0, 1), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
        Assert.False(Servers.HasMessages);
    }

    [Fact]
    public void Allow_runs_batches_side_by_side_and_each_sweeps_for_itself()
    {
        var scheduler = StartEveryMinute(Overlap.Allow);
        Advance(scheduler, Minute);
        var first = ExpectCall("s-1/1");
        Advance(scheduler, Minute);
        var second = ExpectCall("s-2/1");
        Assert.Equal((2, 0), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));

        second.Succeeds();
        SweepAndWait(ExpectSweep("s-2"));
        Assert.Equal(1, StatusOf(scheduler).Running);
        Assert.True(Exists(scheduler, "s-1/1"));
        Assert.False(Servers.HasMessages);
        Finish(first, "s-1");
        ExpectNoBatchLeft(scheduler);
    }

    [Fact]
    public void A_schedule_does_not_wait_for_others_or_for_the_platforms_batches()
    {
        SetClock("2027-01-01T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("* * * * *", name: "a"), ASchedule("* * * * *", name: "b"));
        Client.Send(scheduler, new RunBatch(Jobs(1), Name: "a", BatchId: "mine"));
        ExpectCall("mine/1");
        Advance(scheduler, Minute);
        ExpectCalls("a-1/1", "b-2/1");
        Assert.All(StatusesOf(scheduler), status => Assert.Equal((1, 0), (status.Running, status.Skipped)));
    }

    [Fact]
    public void A_time_that_daylight_saving_takes_away_runs_at_the_end_of_the_gap()
    {
        SetClock("2027-03-28T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("30 2 * * *") with { TimeZone = "Europe/Berlin" });
        Assert.Equal("03:00 +02", $"{StatusOf(scheduler).Next:HH:mm zz}");
        Advance(scheduler, 60 * Minute - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, StatusOf(scheduler).Running);
        Advance(scheduler, TimeSpan.FromMilliseconds(1));
        Finish(ExpectCall("s-1/1"), "s-1");
        ExpectNoBatchLeft(scheduler);
        Assert.Equal(At("2027-03-29T00:30Z"), StatusOf(scheduler).Next);
    }

    [Fact]
    public void An_hour_that_daylight_saving_repeats_runs_intervals_twice_and_fixed_times_once()
    {
        SetClock("2027-10-31T00:00:00Z");
        var scheduler = StartScheduler(
            ASchedule("30 2 * * *", name: "fixed") with { TimeZone = "Europe/Berlin", Overlap = Overlap.Allow },
            ASchedule("*/30 * * * *", name: "interval") with { TimeZone = "Europe/Berlin", Overlap = Overlap.Allow });
        for (var i = 0; i < 4; i++)
            Advance(scheduler, 30 * Minute);
        Assert.Equal(1, StatusOf(scheduler, "fixed").Running);
        Assert.Equal(4, StatusOf(scheduler, "interval").Running);
    }

    [Fact]
    public void Ticks_missed_while_the_machine_slept_run_once_within_a_minute_of_waking()
    {
        SetClock("2027-01-01T00:00:30Z");
        var scheduler = StartScheduler(ASchedule("0 */6 * * *", Overlap.Allow));
        StatusOf(scheduler);
        Clock.Skew = TimeSpan.FromDays(2);
        Advance(scheduler, Minute);
        Assert.Equal((1, 0), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
        Assert.Equal(At("2027-01-03T06:00Z"), StatusOf(scheduler).Next);
    }

    [Fact]
    public void A_clock_that_is_put_back_far_is_followed_and_a_little_is_waited_for()
    {
        SetClock("2027-01-10T12:00:30Z");
        var scheduler = StartScheduler(ASchedule("*/5 * * * *"));
        StatusOf(scheduler);
        Clock.Skew = TimeSpan.FromHours(-1);
        Advance(scheduler, Minute);
        Assert.Equal(At("2027-01-10T12:05Z"), StatusOf(scheduler).Next);
        Clock.Skew = TimeSpan.FromDays(-5);
        Advance(scheduler, Minute);
        Assert.Equal((0, At("2027-01-05T12:05Z")), (StatusOf(scheduler).Running, StatusOf(scheduler).Next));
    }

    [Fact]
    public void The_scheduler_wakes_at_most_once_a_minute_and_without_schedules_never()
    {
        SetClock("2027-01-01T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("0 12 1 6 *"));
        var timers = CountTimersDuring(scheduler, () =>
        {
            for (var second = 0; second < 600; second++)
                Advance(scheduler, TimeSpan.FromSeconds(1));
        });
        Assert.Equal(10, timers);

        Client.Send(scheduler, new RemoveSchedule("s"));
        Client.ExpectMsg<ScheduleRemoved>();
        Assert.Equal(0, CountTimersDuring(scheduler, () => Advance(scheduler, 60 * Minute)));
    }

    [Fact]
    public void A_replaced_schedule_leaves_its_batch_alone_and_still_waits_for_it()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        Advance(scheduler, Minute);
        var call = ExpectCall("s-1/1");
        Advance(scheduler, Minute);
        Client.Send(scheduler, new PutSchedule(ASchedule("0 * * * *", Overlap.Skip) with { Jobs = [AJob("new")] }));
        Assert.Equal(new SchedulePut("s", At("2027-01-01T01:00Z")), Client.ExpectMsg<SchedulePut>());
        Assert.Equal(1, StatusOf(scheduler).Running);
        Assert.False(Servers.HasMessages);

        // The waiting tick runs with the schedule's new definition.
        Finish(call, "s-1");
        var next = ExpectCall("s-2/1");
        Assert.Equal("new", next.Message.Tool);
        Finish(next, "s-2");
        ExpectNoBatchLeft(scheduler);
        Advance(scheduler, 5 * Minute);
        Assert.Equal((0, 0), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
    }

    [Fact]
    public void A_tick_waits_for_every_batch_of_its_schedule()
    {
        var scheduler = StartEveryMinute(Overlap.Allow);
        Advance(scheduler, Minute);
        var first = ExpectCall("s-1/1");
        Advance(scheduler, Minute);
        var second = ExpectCall("s-2/1");
        Client.Send(scheduler, new PutSchedule(ASchedule("* * * * *", Overlap.Queue)));
        Client.ExpectMsg<SchedulePut>();
        Advance(scheduler, Minute);
        first.Succeeds();
        SweepAndWait(ExpectSweep("s-1"));
        Assert.Equal(1, StatusOf(scheduler).Running);
        Assert.False(Exists(scheduler, "s-3"));
        Finish(second, "s-2");
        ExpectCall("s-3/1");
    }

    [Fact]
    public void A_removed_schedule_leaves_its_batch_alone_and_ticks_no_more()
    {
        var scheduler = StartEveryMinute(Overlap.Queue);
        Advance(scheduler, Minute);
        var call = ExpectCall("s-1/1");
        Advance(scheduler, Minute);
        Client.Send(scheduler, new RemoveSchedule("s"));
        Assert.Equal(new ScheduleRemoved("s"), Client.ExpectMsg<ScheduleRemoved>());
        Assert.Empty(StatusesOf(scheduler));
        Advance(scheduler, Minute);
        Finish(call, "s-1");
        ExpectNoBatchLeft(scheduler);
        Assert.False(Servers.HasMessages);
    }

    [Fact]
    public void Schedules_are_listed_by_name_as_they_were_put()
    {
        SetClock("2027-01-01T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("0 1 * * *", name: "b"));
        var put = ASchedule("0 0 31 2 *", name: "a");
        Client.Send(scheduler, new PutSchedule(put));
        Assert.Null(Client.ExpectMsg<SchedulePut>().Next);
        Assert.Equal(["a", "b"], StatusesOf(scheduler).Select(status => status.Schedule.Name));
        Assert.Equal(put.Cron, StatusOf(scheduler, "a").Schedule.Cron);
    }

    private IActorRef StartEveryMinute(Overlap overlap)
    {
        SetClock("2027-01-01T00:00:00Z");
        return StartScheduler(ASchedule("* * * * *", overlap));
    }

    private void Finish(Call call, string batchId)
    {
        call.Succeeds();
        ExpectSweep(batchId)();
    }

    /// <summary>When the sweep is reported, the batch is no longer running.</summary>
    private void SweepAndWait(Func<SweepReport> answerSweep)
    {
        var events = CreateTestProbe();
        Sys.EventStream.Subscribe(events, typeof(BatchSwept));
        answerSweep();
        events.ExpectMsg<BatchSwept>();
        Sys.EventStream.Unsubscribe(events);
    }

    private int CountTimersDuring(IActorRef scheduler, Action act)
    {
        StatusesOf(scheduler);
        var before = Clock.TimersSet;
        act();
        StatusesOf(scheduler);
        return Clock.TimersSet - before;
    }
}
