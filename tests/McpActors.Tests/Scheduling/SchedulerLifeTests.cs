using System.Collections;
using Akka;

namespace McpActors.Tests.Scheduling;

/// <summary>Crash, stop and shutdown of the scheduler.</summary>
public sealed class SchedulerLifeTests(ITestOutputHelper output) : SchedulerTestKit(output)
{
    [Fact]
    public void A_message_that_cannot_be_handled_is_answered_and_disturbs_no_batch()
    {
        SetClock("2027-01-01T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("* * * * *"));
        Client.Send(scheduler, new RunBatch(Jobs(2), MaxParallel: 1, BatchId: "b"));
        var mine = ExpectCall("b/1");

        Client.Send(scheduler, new RunBatch(new BrokenList(), BatchId: "broken"));
        ExpectRefusal("could not handle RunBatch: broken list");

        mine.Succeeds();
        ExpectCall("b/2").Succeeds();
        ExpectSweep("b")();
        Assert.All(Client.ExpectMsg<BatchSwept>().Batch.Jobs, job => Assert.Equal(JobOutcome.Succeeded, job.Outcome));
        ExpectNoBatchLeft(scheduler);
        Advance(scheduler, TimeSpan.FromMinutes(1));
        ExpectCall("s-1/1");
    }

    [Fact]
    public void A_restart_ends_the_batches_with_an_answer_and_a_sweep_and_forgets_no_schedule()
    {
        SetClock("2027-01-01T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("* * * * *", Overlap.Queue));
        Client.Send(scheduler, new PutSchedule(ASchedule("0 5 * * *", name: "put")));
        Client.ExpectMsg<SchedulePut>();
        Client.Send(scheduler, new RunBatch(Jobs(2), MaxParallel: 1, BatchId: "b"));
        ExpectCall("b/1").Succeeds();
        ExpectCall("b/2");

        Restart(scheduler);

        ExpectCancel("b/2");
        ExpectSweep("b");
        var failure = ExpectRefusal("'b' was not swept", "stopped or crashed before the last job");
        Assert.Equal([JobOutcome.Succeeded, JobOutcome.Failed], failure.Batch!.Jobs.Select(job => job.Outcome));
        ExpectNoBatchLeft(scheduler);
        Assert.Equal(["put", "s"], StatusesOf(scheduler).Select(status => status.Schedule.Name));
        Advance(scheduler, TimeSpan.FromMinutes(1));
        ExpectCall("s-1/1");

        // Then the tick begins that waited for a batch which the restart ended.
        Advance(scheduler, TimeSpan.FromMinutes(1));
        Restart(scheduler);
        ExpectCancel("s-1/1");
        ExpectSweep("s-1");
        ExpectCall("s-2/1");
        Assert.Equal(1, StatusOf(scheduler).Running);
    }

    [Fact]
    public void A_stopped_scheduler_leaves_no_call_running_and_no_requester_waiting()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "running"));
        ExpectCall("running/1");
        Client.Send(scheduler, new RunBatch(Jobs(1), BatchId: "sweeping"));
        ExpectCall("sweeping/1").Succeeds();
        ExpectSweep("sweeping");
        Watch(scheduler);
        Sys.Stop(scheduler);
        ExpectTerminated(scheduler);

        ExpectCancel("running/1");
        ExpectSweep("running");
        var failures = new[] { Client.ExpectMsg<Status.Failure>(), Client.ExpectMsg<Status.Failure>() }.Select(f => f.Cause.Message).Order().ToArray();
        Assert.Contains("'running' was not swept: its actor was stopped", failures[0], StringComparison.Ordinal);
        Assert.Contains("'sweeping' was not swept: its actor was stopped before", failures[1], StringComparison.Ordinal);
        Assert.False(Reaper.HasMessages);
    }

    [Fact]
    public void Once_work_is_refused_what_runs_goes_on_and_nothing_else_begins()
    {
        SetClock("2027-01-01T00:00:00Z");
        var scheduler = StartScheduler(ASchedule("* * * * *", Overlap.Queue), ASchedule("* * * * *", Overlap.Allow, "allowed"));
        Advance(scheduler, TimeSpan.FromMinutes(1));
        var calls = ExpectCalls("allowed-1/1", "s-2/1");
        calls[0].Succeeds();
        ExpectSweep("allowed-1")();
        // A tick waits in the queue, and one more runs.
        Advance(scheduler, TimeSpan.FromMinutes(1));
        var allowed = ExpectCall("allowed-3/1");

        Client.Send(scheduler, StopAcceptingWork.Instance);
        Client.ExpectMsg<Done>();
        Client.Send(scheduler, new RunBatch(Jobs(1)));
        ExpectRefusal("shutting down");
        Client.Send(scheduler, new PutSchedule(ASchedule("* * * * *")));
        ExpectRefusal("shutting down");
        Advance(scheduler, TimeSpan.FromMinutes(2));
        scheduler.Tell(McpActors.Scheduling.LookAtClock.Instance);
        Assert.Equal((1, 1), (StatusOf(scheduler).Running, StatusOf(scheduler).Skipped));
        Assert.Equal(1, StatusOf(scheduler, "allowed").Running);

        calls[1].Succeeds();
        ExpectSweep("s-2")();
        allowed.Succeeds();
        ExpectSweep("allowed-3")();
        ExpectNoBatchLeft(scheduler);
        Assert.False(Servers.HasMessages);
    }

    [Fact]
    public void Whoever_awaits_batches_hears_when_the_last_is_swept()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, AwaitBatches.Instance);
        Client.ExpectMsg<BatchesDone>();

        var requester = CreateTestProbe();
        requester.Send(scheduler, new RunBatch(Jobs(1), BatchId: "b"));
        var call = ExpectCall("b/1");
        Client.Send(scheduler, AwaitBatches.Instance);
        call.Succeeds();
        var answerSweep = ExpectSweep("b");
        StatusesOf(scheduler);
        Assert.False(Client.HasMessages);
        answerSweep();
        Client.ExpectMsg<BatchesDone>();
        // Its requester has been notified before.
        Assert.True(requester.HasMessages);
        requester.ExpectMsg<BatchSwept>();
    }

    // As a supervisor does it.
    private static void Restart(IActorRef actor)
    {
        var supervised = (IInternalActorRef)actor;
        supervised.Suspend();
        supervised.Restart(new InvalidOperationException("restarted by the test"));
    }

    private sealed class BrokenList : IReadOnlyList<Job>
    {
        public int Count => throw new InvalidOperationException("broken list");

        public Job this[int index] => throw new InvalidOperationException("broken list");

        public IEnumerator<Job> GetEnumerator() => throw new InvalidOperationException("broken list");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
