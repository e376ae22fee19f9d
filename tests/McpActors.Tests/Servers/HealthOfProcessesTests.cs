namespace McpActors.Tests.Servers;

/// <summary>Real processes with virtual health time: an unresponsive process is restarted, a slow one is not.</summary>
public class HealthOfProcessesTests() : ActorTest($"akka.scheduler.implementation = \"{typeof(VirtualTime).AssemblyQualifiedName}\"")
{
    private static readonly HealthSettings Health = new() { Interval = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(15) };

    private VirtualTime Time => (VirtualTime)Sys.Scheduler;

    [Fact]
    public async Task A_mute_server_is_ended_and_restarted()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IProcessEvent));
        var servers = Servers(Adversary("a", "mcp-mute") with { Health = Health });
        await StartAsync(servers);
        Assert.Equal(1, (await ExpectMsgAsync<ProcessStarted>(Patience)).Lease);
        await ExpectMsgAsync<ProcessReady>(Patience);

        var mute = await PassUntilAsync<ServerUnresponsive>();

        Assert.Equal(("a", 1, "tools/list"), (mute.Server, mute.Lease, mute.Request));
        Assert.True(mute.For >= Health.Interval + (2 * Health.Timeout), $"{mute.For}");
        var exited = await ExpectMsgAsync<ProcessExited>(Patience);
        Assert.False(exited.Requested);
        Assert.True(exited.Exit.Confirmed);
        await UntilAsync(servers, ServerState.BackingOff);
        var reason = (await StatusAsync(servers)).Reason;
        Assert.Contains("alive and has said nothing for", reason, StringComparison.Ordinal);
        Assert.Contains("health.timeout", reason, StringComparison.Ordinal);
        Assert.Equal(2, (await PassUntilAsync<ProcessStarted>()).Lease);
        Assert.Equal(2, (await ExpectMsgAsync<ProcessReady>(Patience)).Lease);
    }

    [Fact]
    public async Task A_request_that_comes_while_a_mute_server_is_being_ended_fails_and_says_why()
    {
        var (process, requests, parent) = await OwnAsync(Adversary("a", "mcp-mute") with { Health = Health });
        await AdvanceAsync(Health.Interval, process);
        await AdvanceAsync(Health.Timeout, process);
        await AdvanceAsync(Health.Timeout, process);

        requests.Send(new ListTools("a"), TestActor);

        var failure = Failure(await ExpectMsgAsync<Status.Failure>(Patience));
        Assert.Equal(ServerFailure.Exited, failure.Failure);
        Assert.Contains("alive and has said nothing", failure.Message, StringComparison.Ordinal);
        Assert.Contains("alive and has said nothing", (await parent.ExpectMsgAsync<ProcessEnded>(Patience)).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_server_is_waited_for_however_long_it_takes()
    {
        var (process, requests, _) = await OwnAsync(Adversary("a", "mcp-slow") with { Health = Health });
        requests.Send(new CallTool("a", "echo", new { text = "at last" }), TestActor);

        // It handles one request at a time, and would not answer a ping before this one.
        for (var i = 0; i < 10; i++) await AdvanceAsync(Health.Interval, process);

        await ExpectMsgAsync<ToolResult>(Patience);
        requests.Send(new CallTool("a", "echo", new { text = "once more" }), TestActor);
        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Fact]
    public async Task A_server_that_answers_is_asked_by_one_timer_and_left_as_it_is()
    {
        var (process, requests, _) = await OwnAsync(Adversary("a", "mcp-well") with { Health = Health });
        await SettleAsync(process);
        var timers = Time.TimersSet;
        Assert.Equal(0, requests.Count);
        for (var i = 0; i < 5; i++)
        {
            // The question sets the timer, and its answer sets it again.
            await AdvanceAsync(Health.Interval, process);
            await UntilAsync(() => Time.TimersSet == timers + (2 * (i + 1)));
        }

        requests.Send(new CallTool("a", "echo", new { text = "still there" }), TestActor);
        await ExpectMsgAsync<ToolResult>(Patience);
        Assert.Equal(timers + 10, Time.TimersSet);
    }

    [Fact]
    public async Task With_an_interval_of_zero_nobody_is_asked()
    {
        var (process, requests, _) = await OwnAsync(Adversary("a", "mcp-mute") with { Health = Health with { Interval = TimeSpan.Zero } });
        var timers = Time.TimersSet;
        await AdvanceAsync(TimeSpan.FromDays(1), process);
        await AdvanceAsync(TimeSpan.FromDays(1), process);

        requests.Send(new ListTools("a", TimeSpan.FromMilliseconds(50)), TestActor);

        Assert.Equal(ServerFailure.TimedOut, Failure(await ExpectMsgAsync<Status.Failure>(Patience)).Failure);
        Assert.Equal(timers, Time.TimersSet);
    }

    [Fact]
    public async Task A_mute_server_under_calls_loses_them_to_its_breaker_and_is_then_found_mute()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ServerUnresponsive));
        Sys.EventStream.Subscribe(TestActor, typeof(BreakerOpened));
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessReady));
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = Servers(Adversary("a", "mcp-hangs-in-call") with { Health = Health, Breaker = new BreakerSettings { MaxFailures = 3 } });
        await StartAsync(servers);
        await ExpectMsgAsync<ProcessReady>(Patience);
        for (var i = 0; i < 3; i++) Assert.Equal(ServerFailure.TimedOut, (await CallAsync(servers)).Failure);

        var opened = await ExpectMsgAsync<BreakerOpened>(Patience);
        Assert.Equal(("a", 1, TimeSpan.FromSeconds(30)), (opened.Server, opened.Lease, opened.For));
        Assert.Contains("3 requests in a row failed", opened.Reason, StringComparison.Ordinal);
        var refused = await CallAsync(servers);
        Assert.Equal(ServerFailure.BreakerOpen, refused.Failure);

        Assert.Equal(1, (await PassUntilAsync<ServerUnresponsive>()).Lease);
        await ExpectMsgAsync<ProcessExited>(Patience);
        Assert.Equal(2, (await PassUntilAsync<ProcessReady>()).Lease);
        await UntilAsync(servers, ServerState.Ready);
        // A new process begins with a closed circuit.
        Assert.Equal(ServerFailure.TimedOut, (await CallAsync(servers)).Failure);
    }

    [Fact]
    public async Task A_breaker_that_opens_is_a_reason_to_look_at_once()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ServerUnresponsive));
        Sys.EventStream.Subscribe(TestActor, typeof(BreakerOpened));
        var caller = CreateTestProbe();
        var (process, requests, _) = await OwnAsync(
            Adversary("a", "mcp-hangs-in-call") with { Health = Health, Breaker = new BreakerSettings { MaxFailures = 1 } });
        requests.Send(new CallTool("a", "echo", new { text = "x" }, TimeSpan.FromMilliseconds(500)), caller);
        await AdvanceAsync(Health.Interval, process);

        // The timer found it busy, and will not check again before the verdict.
        await ExpectMsgAsync<BreakerOpened>(Patience);
        await AdvanceAsync(Health.Timeout, process);
        await AdvanceAsync(Health.Timeout, process);

        Assert.Equal(Health.Interval + (2 * Health.Timeout), (await ExpectMsgAsync<ServerUnresponsive>(Patience)).For);
    }

    private async Task<(IActorRef Process, RequestsInFlight Requests, TestProbe Parent)> OwnAsync(ServerSettings settings)
    {
        var parent = CreateTestProbe();
        var process = parent.ChildActorOf(ProcessActor.Props(settings, EnvironmentWith(CreateTestProbe())));
        process.Tell(new ProcessCommand.Start());
        var ready = await parent.FishForMessageAsync<ProcessIsReady>(_ => true, Patience);
        return (process, ready.Requests, parent);
    }

    /// <summary>Advances time, in steps shorter than any ladder, until an event arrives.</summary>
    private async Task<T> PassUntilAsync<T>()
    {
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            return HasMessages;
        });
        return await ExpectMsgAsync<T>(Patience);
    }

    /// <summary>Advances time, and lets the actor see it.</summary>
    private async Task AdvanceAsync(TimeSpan time, IActorRef process)
    {
        await SettleAsync(process);
        Time.Advance(time);
        await SettleAsync(process);
    }

    private static Task<ActorIdentity> SettleAsync(IActorRef process) => process.Ask<ActorIdentity>(new Identify(null), Patience);

    private static async Task<McpServerException> CallAsync(IActorRef servers) =>
        Failure(await servers.AnswerAsync(new CallTool("a", "echo", new { text = "x" }, TimeSpan.FromMilliseconds(100)), Patience));
}
