namespace McpActors.Tests.Scheduling;

/// <summary>
/// A scheduler in virtual time, between probes for the servers, the reaper and a client. To show that something did not
/// happen, a test asks the actor that would have done it, after the cause has reached it; nothing here waits for real
/// time.
/// </summary>
public abstract class SchedulerTestKit(ITestOutputHelper output)
    : TestKit($"akka.scheduler.implementation = \"{typeof(SkewedTestScheduler).AssemblyQualifiedName}\"", output: output)
{
    internal static readonly TimeSpan SweepTimeout = TimeSpan.FromHours(30);

    internal SkewedTestScheduler Clock => (SkewedTestScheduler)Sys.Scheduler;

    internal TestProbe Servers => field ??= CreateTestProbe("servers");

    internal TestProbe Reaper => field ??= CreateTestProbe("reaper");

    internal TestProbe Client => field ??= CreateTestProbe("client");

    /// <summary>Asks about state, so that the client's messages stay in order.</summary>
    private TestProbe Observer => field ??= CreateTestProbe("observer");

    internal static ToolJob AJob(string tool = "list") => new("files", tool, new Dictionary<string, JsonElement>());

    internal static IReadOnlyList<Job> Jobs(int count) => [.. Enumerable.Range(1, count).Select(n => AJob($"tool-{n}"))];

    internal static ScheduleDefinition ASchedule(string cron, Overlap overlap = Overlap.Skip, string name = "s") =>
        new() { Name = name, Cron = cron, Jobs = Jobs(1), Overlap = overlap, Timeout = TimeSpan.FromDays(1) };

    internal void SetClock(string time) => Clock.Advance(At(time) - Clock.Now);

    internal static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    internal BatchEnvironment Batches => new(Servers, Reaper) { SweepTimeout = SweepTimeout };

    internal IActorRef StartScheduler(params ScheduleDefinition[] schedules) =>
        Sys.ActorOf(SchedulerActor.Props(new ScheduleBook(schedules), Batches), "mcp-scheduler");

    /// <summary>Advances time, and lets the scheduler see it.</summary>
    internal void Advance(IActorRef scheduler, TimeSpan time)
    {
        StatusesOf(scheduler);
        Clock.Advance(time);
        StatusesOf(scheduler);
    }

    internal ScheduleStatus StatusOf(IActorRef scheduler, string schedule = "s") => StatusesOf(scheduler).Single(s => s.Schedule.Name == schedule);

    internal IReadOnlyList<ScheduleStatus> StatusesOf(IActorRef scheduler)
    {
        Observer.Send(scheduler, GetSchedules.Instance);
        return Observer.ExpectMsg<ScheduleList>().Schedules;
    }

    /// <summary>
    /// Whether there is an actor at that path below the scheduler, after its parent has handled all earlier messages.
    /// </summary>
    internal bool Exists(IActorRef scheduler, string path)
    {
        Observer.Send(scheduler, new Identify("scheduler"));
        Observer.ExpectMsg<ActorIdentity>();
        var parent = scheduler.Path;
        foreach (var name in path.Split('/'))
        {
            Sys.ActorSelection(parent / name).Tell(new Identify(name), Observer);
            if (Observer.ExpectMsg<ActorIdentity>().Subject is null)
                return false;
            parent /= name;
        }

        return true;
    }

    internal Call ExpectCall(string callId) => ExpectCalls(callId)[0];

    /// <summary>Calls of parallel actors arrive in any order.</summary>
    internal IReadOnlyList<Call> ExpectCalls(params string[] callIds)
    {
        var calls = callIds.Select(_ => new Call(Servers.ExpectMsg<CallTool>(), Servers.LastSender)).ToDictionary(call => call.Message.CallId!);
        Assert.Equal(callIds.Order(), calls.Keys.Order());
        return [.. callIds.Select(id => calls[id])];
    }

    internal void ExpectCancel(string callId) => Assert.Equal(new CancelCall("files", callId), Servers.ExpectMsg<CancelCall>());

    /// <summary>Expects the request to sweep after that batch; the reaper answers when the result is called.</summary>
    internal Func<SweepReport> ExpectSweep(string batchId)
    {
        Assert.Equal(new Sweep(SweepScope.OrphansOnly, $"batch {batchId}"), Reaper.ExpectMsg<Sweep>());
        var batch = Reaper.LastSender;
        return () =>
        {
            var report = new SweepReport(SweepScope.OrphansOnly, [$"batch {batchId}"], 0, [], TimeSpan.Zero);
            batch.Tell(report, Reaper);
            return report;
        };
    }

    /// <summary>Checks that no batch is left, and that all messages of batches have been delivered.</summary>
    internal void ExpectNoBatchLeft(IActorRef scheduler)
    {
        Observer.Send(scheduler, AwaitBatches.Instance);
        Observer.ExpectMsg<BatchesDone>();
    }

    internal McpSchedulerException ExpectRefusal(params string[] parts)
    {
        var refusal = Assert.IsType<McpSchedulerException>(Client.ExpectMsg<Status.Failure>().Cause);
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
        return refusal;
    }

    internal sealed record Call(CallTool Message, IActorRef Job)
    {
        public void Succeeds() => Gives(new CallToolResult { Content = [new TextContentBlock { Text = "done" }] });

        public void Gives(CallToolResult result) => Job.Tell(new ToolResult(Message.Server, Message.Tool, result, TimeSpan.Zero));

        public void Fails(ServerFailure failure, string message) =>
            Job.Tell(new Status.Failure(new McpServerException(Message.Server, failure, message)));
    }
}
