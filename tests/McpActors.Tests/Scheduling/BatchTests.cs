namespace McpActors.Tests.Scheduling;

public sealed class BatchTests(ITestOutputHelper output) : SchedulerTestKit(output)
{
    [Fact]
    public void It_sweeps_once_after_its_last_job_and_then_answers()
    {
        var events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(events, typeof(BatchCompleted));
        Sys.EventStream.Subscribe(events, typeof(BatchSwept));
        var scheduler = StartScheduler();

        Client.Send(scheduler, new RunBatch(Jobs(3), "trio", MaxParallel: 2, BatchId: "b"));
        var firstTwo = ExpectCalls("b/1", "b/2");
        firstTwo[0].Succeeds();
        var third = ExpectCall("b/3");
        firstTwo[1].Succeeds();
        WaitUntilEnded(firstTwo[1]);
        Assert.True(Exists(scheduler, "b/3"));
        Assert.False(Reaper.HasMessages);
        Assert.False(events.HasMessages);

        third.Succeeds();
        var answerSweep = ExpectSweep("b");
        var completed = events.ExpectMsg<BatchCompleted>().Batch;
        Assert.True(Exists(scheduler, "b"));
        Assert.False(Client.HasMessages);
        var sweep = answerSweep();

        var swept = Client.ExpectMsg<BatchSwept>();
        Assert.Same(swept, events.ExpectMsg<BatchSwept>());
        Assert.Same(sweep, swept.Sweep);
        Assert.Same(completed, swept.Batch);
        Assert.Equal(("b", "trio"), (completed.BatchId, completed.Name));
        Assert.Equal(["tool-1", "tool-2", "tool-3"], completed.Jobs.Select(job => ((ToolJob)job.Job).Tool));
        Assert.All(completed.Jobs, job => Assert.Equal(JobOutcome.Succeeded, job.Outcome));
        ExpectNoBatchLeft(scheduler);
        Assert.False(Reaper.HasMessages || Servers.HasMessages || Client.HasMessages || events.HasMessages);
    }

    [Fact]
    public void The_retry_of_a_job_is_that_of_its_call()
    {
        var scheduler = StartScheduler();

        Client.Send(scheduler, new RunBatch([AJob() with { Retry = ServerRetry.Idempotent }, AJob()], BatchId: "b"));

        Assert.Equal([ServerRetry.Idempotent, null], ExpectCalls("b/1", "b/2").Select(call => call.Message.Retry));
    }

    [Fact]
    public void No_more_jobs_run_at_once_than_allowed()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(5), MaxParallel: 2, BatchId: "b"));
        var running = new Queue<Call>(ExpectCalls("b/1", "b/2"));
        for (var next = 3; next <= 5; next++)
        {
            Assert.False(Exists(scheduler, $"b/{next}"));
            running.Dequeue().Succeeds();
            running.Enqueue(ExpectCall($"b/{next}"));
        }

        Assert.Equal(2, running.Count);
    }

    [Fact]
    public void Results_are_in_the_order_of_the_jobs_and_say_how_each_ended()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(5), MaxParallel: 5, BatchId: "b"));
        var calls = ExpectCalls("b/1", "b/2", "b/3", "b/4", "b/5");
        calls[4].Fails(ServerFailure.UnknownServer, "no server 'files'");
        calls[3].Gives(null!);
        calls[2].Fails(ServerFailure.TimedOut, "no answer in time");
        calls[1].Gives(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "disk full" }] });
        calls[0].Succeeds();
        ExpectSweep("b")();

        var jobs = Client.ExpectMsg<BatchSwept>().Batch.Jobs;
        Assert.Equal(
            [JobOutcome.Succeeded, JobOutcome.ToolError, JobOutcome.TimedOut, JobOutcome.Failed, JobOutcome.Failed],
            jobs.Select(job => job.Outcome));
        Assert.Equal("done", Assert.IsType<TextContentBlock>(Assert.Single(jobs[0].Result!.Content)).Text);
        Assert.Null(jobs[0].Error);
        Assert.Equal("disk full", jobs[1].Error);
        Assert.NotNull(jobs[1].Result);
        Assert.Equal("no answer in time", jobs[2].Error);
        Assert.StartsWith("The job's actor crashed: Object reference not set", jobs[3].Error, StringComparison.Ordinal);
        Assert.Equal("no server 'files'", jobs[4].Error);
        // The crashed job had not received its answer; the others had.
        ExpectCancel("b/4");
        Assert.False(Servers.HasMessages);
    }

    [Fact]
    public void A_job_that_takes_too_long_is_cancelled_before_the_sweep()
    {
        var both = CreateTestProbe("servers-and-reaper");
        var scheduler = Sys.ActorOf(SchedulerActor.Props(new ScheduleBook(), new BatchEnvironment(both, both) { SweepTimeout = SweepTimeout }));
        Client.Send(scheduler, new RunBatch(Jobs(1), Timeout: TimeSpan.FromSeconds(10), BatchId: "b"));
        Assert.Equal(TimeSpan.FromSeconds(10), both.ExpectMsg<CallTool>().Timeout);
        Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(both.HasMessages);
        Clock.Advance(TimeSpan.FromSeconds(0.1));
        both.ExpectMsg<CancelCall>(cancel => Assert.Equal("b/1", cancel.CallId));
        both.ExpectMsg<Sweep>();
        both.Reply(new SweepReport(SweepScope.OrphansOnly, [], 0, [], TimeSpan.Zero));

        var job = Assert.Single(Client.ExpectMsg<BatchSwept>().Batch.Jobs);
        Assert.Equal(JobOutcome.TimedOut, job.Outcome);
        Assert.Contains("00:00:10", job.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancel_ends_what_runs_and_starts_nothing_more()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(4), MaxParallel: 1, BatchId: "b"));
        ExpectCall("b/1").Succeeds();
        ExpectCall("b/2");
        Client.Send(scheduler, new CancelBatch("b"));
        ExpectCancel("b/2");
        var answerSweep = ExpectSweep("b");
        Client.Send(scheduler, new CancelBatch("b"));
        Assert.True(Exists(scheduler, "b"));
        answerSweep();

        var jobs = Client.ExpectMsg<BatchSwept>().Batch.Jobs;
        Assert.Equal([JobOutcome.Succeeded, JobOutcome.Cancelled, JobOutcome.Cancelled, JobOutcome.Cancelled], jobs.Select(job => job.Outcome));
        Assert.All(jobs.Skip(1), job => Assert.Equal("The batch was cancelled.", job.Error));
        ExpectNoBatchLeft(scheduler);
        Assert.False(Servers.HasMessages || Reaper.HasMessages);
    }

    [Fact]
    public void Cancel_of_an_unknown_batch_disturbs_no_other()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        var call = ExpectCall("b/1");
        Client.Send(scheduler, new CancelBatch("c"));
        Assert.True(Exists(scheduler, "b/1"));
        call.Succeeds();
        ExpectSweep("b")();
        Assert.Equal(JobOutcome.Succeeded, Client.ExpectMsg<BatchSwept>().Batch.Jobs[0].Outcome);
    }

    [Fact]
    public void Jobs_fail_at_once_when_the_servers_have_stopped()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        ExpectCall("b/1");
        Sys.Stop(Servers);
        ExpectSweep("b")();
        var job = Client.ExpectMsg<BatchSwept>().Batch.Jobs[0];
        Assert.Equal(JobOutcome.Failed, job.Outcome);
        Assert.Contains("has stopped", job.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mute_reaper_fails_the_batch_and_loses_no_result()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        ExpectCall("b/1").Succeeds();
        ExpectSweep("b");
        Clock.Advance(SweepTimeout - TimeSpan.FromMilliseconds(1));
        Assert.True(Exists(scheduler, "b"));
        Assert.False(Client.HasMessages);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var failure = ExpectRefusal("'b' was not swept", "did not answer within 1.06:00:00");
        Assert.Equal(JobOutcome.Succeeded, Assert.Single(failure.Batch!.Jobs).Outcome);
        ExpectNoBatchLeft(scheduler);
    }

    [Fact]
    public void A_reaper_that_fails_or_is_gone_fails_the_batch_at_once()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        ExpectCall("b/1").Succeeds();
        Reaper.ExpectMsg<Sweep>();
        Reaper.Reply(new Status.Failure(new InvalidOperationException("no proc")));
        ExpectRefusal("'b' was not swept", "the reaper failed: no proc");

        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "c"));
        ExpectCall("c/1").Succeeds();
        ExpectSweep("c");
        Sys.Stop(Reaper);
        ExpectRefusal("'c' was not swept", "the reaper has stopped");
    }

    [Fact]
    public void A_batch_that_is_killed_says_so_and_is_swept()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(2), MaxParallel: 1, BatchId: "b"));
        ExpectCall("b/1").Succeeds();
        ExpectCall("b/2");
        Sys.ActorSelection(scheduler.Path / "b").Tell(Kill.Instance);
        ExpectCancel("b/2");
        ExpectSweep("b");
        var failure = ExpectRefusal("'b' was not swept", "stopped or crashed before the last job");
        Assert.Equal([JobOutcome.Succeeded, JobOutcome.Failed], failure.Batch!.Jobs.Select(job => job.Outcome));
        ExpectNoBatchLeft(scheduler);
    }

    [Fact]
    public void Whoever_has_the_answer_may_use_the_id_again()
    {
        var scheduler = StartScheduler();
        for (var i = 0; i < 50; i++)
        {
            Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "again"));
            ExpectCall("again/1").Succeeds();
            ExpectSweep("again")();
            Client.ExpectMsg<BatchSwept>();
        }
    }

    [Theory]
    [InlineData("a/b c", "a-b-c")]
    [InlineData("$x", "-x")]
    [InlineData("Müller", "M-ller")]
    [InlineData("ok-1_2.3", "ok-1_2.3")]
    public void Any_id_makes_a_legal_name_and_unlike_ids_unlike_names(string id, string name)
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: id));
        ExpectCall($"{id}/1");
        Assert.True(Exists(scheduler, name));
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: id.Replace('-', '/') + "?"));
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: id.Replace('-', '/') + "!"));
        ExpectCalls(id.Replace('-', '/') + "?/1", id.Replace('-', '/') + "!/1");
        Assert.True(Exists(scheduler, $"{name}-~2"));
    }

    private void WaitUntilEnded(Call call)
    {
        Watch(call.Job);
        ExpectTerminated(call.Job);
    }
}
