namespace McpActors.Tests.Scheduling;

/// <summary>Jobs that are actors of the platform.</summary>
public sealed class ActorJobTests(ITestOutputHelper output) : SchedulerTestKit(output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_actor_is_told_what_it_is_to_do_and_by_whom_and_reports_what_came_of_it()
    {
        SetClock("2030-01-01T02:59:00Z");
        var scheduler = StartScheduler(ASchedule("0 3 * * *", name: "nightly") with { Jobs = [Job.ForActor(Forwarding(), "tidy up")], Timeout = Timeout });
        Advance(scheduler, TimeSpan.FromMinutes(1));

        var run = Client.ExpectMsg<RunJob>();
        Client.Reply(JobDone.Succeeded("tidy"));

        Assert.Equal(("nightly", "tidy up", At("2030-01-01T03:00:00Z"), Timeout), (run.Schedule, run.Job.Name, run.Due, run.Timeout));
        Assert.Equal($"{run.BatchId}/1", run.JobId);
        Reaper.ExpectMsg<Sweep>();
    }

    [Fact]
    public void What_it_says_is_in_the_report_beside_the_tool_calls()
    {
        var report = Run(Job.ForActor(Props.Create(() => new Says(JobDone.Succeeded("42 files"))), "count"));

        Assert.Equal((JobOutcome.Succeeded, "42 files"), (report.Outcome, TextOf(report)));
    }

    [Fact]
    public void It_may_fail_by_saying_so_by_a_failure_or_by_a_crash()
    {
        Assert.Equal((JobOutcome.Failed, "no disk"), Outcome(Job.ForActor(Props.Create(() => new Says(JobDone.Failed("no disk"))))));
        Assert.Equal((JobOutcome.Failed, "lost it"), Outcome(Job.ForActor(Props.Create(() => new Says(new Status.Failure(new TimeZoneNotFoundException("lost it")))))));
        Assert.Equal((JobOutcome.Failed, "The job's actor crashed: in its work"), Outcome(Job.ForActor(Props.Create(() => new Crashes(Where.Work)))));
    }

    [Theory]
    [InlineData(Where.Constructor, "in its constructor")]
    [InlineData(Where.PreStart, "in PreStart")]
    public void One_that_cannot_be_made_is_a_failed_job_and_no_hang(Where where, string why)
    {
        var (outcome, error) = Outcome(Job.ForActor(Props.Create(() => new Crashes(where))));

        Assert.Equal(JobOutcome.Failed, outcome);
        Assert.Contains(why, error);
    }

    [Fact]
    public void One_whose_dispatcher_is_not_there_is_a_failed_job_and_no_hang()
    {
        var (outcome, error) = Outcome(Job.ForActor(Forwarding().WithDispatcher("no-such-dispatcher")));

        Assert.Equal(JobOutcome.Failed, outcome);
        Assert.Contains("no-such-dispatcher", error);
    }

    [Fact]
    public void One_that_stops_without_a_word_has_succeeded_without_a_result()
    {
        var report = Run(Job.ForActor(Props.Create(() => new Stops())));

        Assert.Equal((JobOutcome.Succeeded, null, null), (report.Outcome, report.Result, report.Error));
        Assert.Equal(nameof(Stops), report.Job.Name);
    }

    [Fact]
    public void One_that_takes_too_long_is_stopped_and_has_timed_out()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch([Job.ForActor(Forwarding())], Timeout: Timeout));
        Client.ExpectMsg<RunJob>();
        var actor = Watch(Forwarded());

        Advance(scheduler, Timeout);

        ExpectTerminated(actor);
        var report = Swept().Batch.Jobs.Single();
        Assert.Equal(JobOutcome.TimedOut, report.Outcome);
        Assert.Contains($"{Timeout}", report.Error);
    }

    [Fact]
    public void One_that_is_cancelled_is_stopped()
    {
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch([Job.ForActor(Forwarding())], BatchId: "b", Timeout: Timeout));
        Client.ExpectMsg<RunJob>();
        var actor = Watch(Forwarded());

        Client.Send(scheduler, new CancelBatch("b"));

        ExpectTerminated(actor);
        Assert.Equal(JobOutcome.Cancelled, Swept().Batch.Jobs.Single().Outcome);
    }

    [Fact]
    public void One_that_blocks_its_thread_does_not_keep_its_batch()
    {
        using var gate = new ManualResetEventSlim();
        var scheduler = StartScheduler();
        Client.Send(scheduler, new RunBatch([Job.ForActor(Props.Create(() => new Blocks(TestActor, gate))), AJob()], MaxParallel: 1, Timeout: Timeout));
        ExpectMsg("blocked");

        Advance(scheduler, Timeout);
        AwaitCondition(() => CalledAfterASecond(scheduler), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(20));

        Servers.ExpectMsg<McpActors.Servers.CallTool>();
        gate.Set();
    }

    // The batch waits for a timer that it sets when it has learned of the job's end: time is advanced until then.
    private bool CalledAfterASecond(IActorRef scheduler)
    {
        Advance(scheduler, TimeSpan.FromSeconds(1));
        return Servers.HasMessages;
    }

    private (JobOutcome Outcome, string? Error) Outcome(Job job)
    {
        var report = Run(job);
        return (report.Outcome, report.Error);
    }

    private JobReport Run(Job job)
    {
        var scheduler = Sys.ActorOf(
            SchedulerActor.Props(new ScheduleBook(), Batches), $"scheduler-{Guid.NewGuid():N}");
        Client.Send(scheduler, new RunBatch([job], Timeout: Timeout));
        return Swept().Batch.Jobs.Single();
    }

    private BatchSwept Swept()
    {
        Reaper.ExpectMsg<Sweep>();
        Reaper.Reply(new SweepReport(SweepScope.OrphansOnly, [], 0, [], TimeSpan.Zero));
        return Client.ExpectMsg<BatchSwept>();
    }

    private Props Forwarding()
    {
        IActorRef client = Client;
        return Props.Create(() => new Forwards(client));
    }

    // The child of the actor that told the client to run.
    private IActorRef Forwarded() => Sys.ActorSelection(Client.Sender.Path / "actor").ResolveOne(TimeSpan.FromSeconds(30)).Result;

    private static string TextOf(JobReport report) =>
        Assert.IsType<ModelContextProtocol.Protocol.TextContentBlock>(Assert.Single(report.Result!.Content)).Text;

    public enum Where
    {
        Constructor,
        PreStart,
        Work,
    }

    private sealed class Forwards : ReceiveActor
    {
        public Forwards(IActorRef to) => Receive<RunJob>(to.Forward);
    }

    private sealed class Says : ReceiveActor
    {
        public Says(object what) => Receive<RunJob>(_ => Sender.Tell(what));
    }

    private sealed class Stops : ReceiveActor
    {
        public Stops() => Receive<RunJob>(_ => Context.Stop(Self));
    }

    private sealed class Blocks : ReceiveActor
    {
        public Blocks(IActorRef told, ManualResetEventSlim gate) => Receive<RunJob>(_ =>
        {
            told.Tell("blocked");
            gate.Wait();
        });
    }

    private sealed class Crashes : ReceiveActor
    {
        private readonly Where _where;

        public Crashes(Where where)
        {
            _where = where;
            if (where == Where.Constructor) throw new InvalidOperationException("in its constructor");
            Receive<RunJob>(_ => throw new InvalidOperationException("in its work"));
        }

        protected override void PreStart()
        {
            if (_where == Where.PreStart) throw new InvalidOperationException("in PreStart");
        }
    }
}
