namespace McpActors.Tests.Scheduling;

public sealed class RefusalTests(ITestOutputHelper output) : SchedulerTestKit(output)
{
    public static TheoryData<string, RunBatch, string> BadBatches => new()
    {
        { "no jobs", new RunBatch([], "b"), "Batch 'b' has no jobs" },
        { "null jobs", new RunBatch(null!, "b"), "Batch 'b' has no jobs" },
        { "null job", new RunBatch([AJob(), null!], "b"), "a job that is null" },
        { "no server", new RunBatch([AJob() with { Server = " " }], "b"), "a job without a server" },
        { "no tool", new RunBatch([AJob() with { Tool = "" }], "b"), "a job without" },
        { "no arguments", new RunBatch([AJob() with { Arguments = null! }], "b"), "a job without" },
        { "no actor", new RunBatch([AJob(), new ActorJob(" ")], "b"), "an actor without a name" },
        { "none at once", new RunBatch(Jobs(1), "b", MaxParallel: 0), "max-parallel 0; it needs at least 1" },
        { "no time", new RunBatch(Jobs(1), "b", Timeout: TimeSpan.Zero), "timeout 00:00:00; it must be more than zero" },
        { "time back", new RunBatch(Jobs(1), "b", Timeout: TimeSpan.FromSeconds(-1)), "more than zero" },
        { "for ever", new RunBatch(Jobs(1), "b", Timeout: TimeSpan.MaxValue), "at most 24 days" },
        { "no name", new RunBatch(Jobs(1), " "), "empty name" },
        { "no id", new RunBatch(Jobs(1), BatchId: " "), "empty name or id" },
    };

    public static TheoryData<string, ScheduleDefinition, string> BadSchedules => new()
    {
        { "no name", ASchedule("* * * * *", name: " "), "needs a name" },
        { "cron", ASchedule("61 * * * *"), "Schedule 's': Cron line '61 * * * *': minute '61'" },
        { "no cron", ASchedule(null!), "Schedule 's': Cron line '' has 0 fields" },
        { "zone", ASchedule("* * * * *") with { TimeZone = "Mars/Olympus" }, "time zone 'Mars/Olympus', which this system does not know" },
        { "empty zone", ASchedule("* * * * *") with { TimeZone = "" }, "time zone ''" },
        { "odd zone", ASchedule("* * * * *") with { TimeZone = "../../etc/passwd" }, "time zone '../../etc/passwd'" },
        { "no jobs", ASchedule("* * * * *") with { Jobs = [] }, "Schedule 's' has no jobs" },
        { "parallel", ASchedule("* * * * *") with { MaxParallel = -1 }, "max-parallel -1" },
        { "timeout", ASchedule("* * * * *") with { Timeout = TimeSpan.Zero }, "timeout 00:00:00" },
        { "overlap", ASchedule("* * * * *", (Overlap)9), "overlap 9; allowed are Skip, Queue, Allow" },
    };

    [Theory]
    [MemberData(nameof(BadBatches))]
    public void A_bad_batch_is_refused(string what, RunBatch batch, string message)
    {
        Assert.NotEmpty(what);
        var scheduler = StartScheduler();
        Client.Send(scheduler, batch);
        ExpectRefusal(message);
        ExpectNoBatchLeft(scheduler);
    }

    [Theory]
    [MemberData(nameof(BadSchedules))]
    public void A_bad_schedule_is_refused_and_replaces_nothing(string what, ScheduleDefinition schedule, string message)
    {
        Assert.NotEmpty(what);
        var good = ASchedule("0 1 * * *");
        var scheduler = StartScheduler(good);
        Client.Send(scheduler, new PutSchedule(schedule));
        ExpectRefusal(message);
        Assert.Equal(good.Cron, Assert.Single(StatusesOf(scheduler)).Schedule.Cron);

        var configured = Assert.Throws<McpSchedulerException>(
            () => SchedulerActor.Props(new ScheduleBook([schedule]), Batches));
        Assert.Contains(message, configured.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_that_is_not_there_cannot_be_removed()
    {
        var scheduler = StartScheduler(ASchedule("* * * * *", name: "a"), ASchedule("* * * * *", name: "b"));
        Client.Send(scheduler, new RemoveSchedule("c"));
        ExpectRefusal("no schedule 'c'", "known: a, b");
        Assert.Equal(2, StatusesOf(scheduler).Count);
    }

    [Fact]
    public void An_id_that_still_runs_is_refused_until_its_batch_is_swept()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        ExpectCall("b/1").Succeeds();
        var answerSweep = ExpectSweep("b");
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        ExpectRefusal("id 'b' is still running");
        answerSweep();
        Client.ExpectMsg<BatchSwept>();
    }

    [Fact]
    public void Ids_that_are_made_avoid_those_that_were_given()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "x-1"));
        ExpectCall("x-1/1");
        Client.Send(scheduler, new RunBatch(Jobs(1), Name: "x"));
        ExpectCall("x-2/1");
    }
}
