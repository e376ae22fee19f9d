namespace McpActors.Tests.Servers.Life;

/// <summary>The lifetimes of real processes.</summary>
public sealed class LifeBehaviourTests : ActorTest
{
    [Fact]
    public async Task An_idle_process_ends_and_the_next_request_has_another()
    {
        var servers = Servers(Adversary("a", "mcp-well") with { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        await EchoAsync(servers);

        var exited = await ExpectMsgAsync<ProcessExited>(Patience);

        Assert.True(exited is { Lease: 1, Requested: true, Exit.Confirmed: true });
        await UntilAsync(servers, ServerState.Stopped);
        Assert.Contains("idle-timeout", (await StatusAsync(servers)).Reason, StringComparison.Ordinal);
        await EchoAsync(servers);
    }

    [Fact]
    public async Task No_request_is_lost_whenever_it_comes()
    {
        var servers = Servers(Adversary("a", "mcp-well") with { IdleTimeout = TimeSpan.FromMilliseconds(1) });
        Sys.EventStream.Subscribe(TestActor, typeof(ServerChanged));

        for (var i = 0; i < 10; i++)
        {
            await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));
            // While it ends.
            await FishForMessageAsync<ServerChanged>(change => change.Status.State == ServerState.Stopping, Patience);
        }

        Assert.Equal(11, Ledger.Begin("a", TimeSpan.Zero).Id);
    }

    [Fact]
    public async Task Work_keeps_its_process_until_its_owner_has_stopped()
    {
        var servers = Servers(Adversary("a", "mcp-well") with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await StartAsync(servers);
        var owner = await BeginWorkAsync(servers);
        var lease = await OpenLeaseAsync();
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.SingleOrDefault()?.Work == 1);
        Assert.True((await StatusAsync(servers)).Busy);
        // Five idle times, after which a process without work would have ended.
        await Assert.ThrowsAsync<TimeoutException>(() => lease.Extinct.WaitAsync(TimeSpan.FromMilliseconds(250)));

        Sys.Stop(owner);

        await AssertNothingIsLeftAsync(lease);
    }

    [Fact]
    public async Task A_restart_waits_for_work_as_for_a_call()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var owner = await BeginWorkAsync(servers);
        var lease = await OpenLeaseAsync();
        var restarted = RestartAsync(servers);
        await UntilAsync(async () => (await StatusAsync(servers)).Lease == 2);
        Assert.False(lease.Extinct.IsCompleted);

        servers.Tell(new EndWork("a", "crawl"), owner);

        Assert.Equal(2, (await restarted).Status.Lease);
        Assert.True(lease.Extinct.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_end_of_one_that_was_replaced_says_why()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = Servers(Adversary("a", "mcp-well") with { MaxLifetime = TimeSpan.FromMilliseconds(300) });
        await EchoAsync(servers);

        Assert.Contains("max-lifetime", (await ExpectMsgAsync<ProcessExited>(Patience)).Exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_needs_a_process()
    {
        var servers = Servers(Adversary("a", "mcp-well"));

        var refused = await Assert.ThrowsAsync<McpServerException>(() => servers.Ask<WorkBegun>(new BeginWork("a", "crawl"), Patience));

        Assert.Equal(ServerFailure.NotRunning, refused.Failure);
    }

    [Fact]
    public async Task Work_is_not_begun_by_an_ask_for_nobody_could_end_it()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);

        var refused = await servers.Ask<Status.Failure>(new BeginWork("a", "crawl"), Patience);

        Assert.Contains("with the same actor as their sender", refused.Cause.Message, StringComparison.Ordinal);
        Assert.False((await StatusAsync(servers)).Busy);
    }

    [Fact]
    public async Task A_task_ends_with_its_process()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        await BeginWorkAsync(servers);

        await StopAsync(servers);
        await StartAsync(servers);

        Assert.Equal(0, Assert.Single((await StatusAsync(servers)).Processes).Work);
        Assert.False((await StatusAsync(servers)).Busy);
    }

    [Fact]
    public async Task An_eager_server_is_there_before_anybody_asks()
    {
        var servers = Servers(Adversary("a", "mcp-well") with { Start = StartMode.Eager });

        await UntilAsync(servers, ServerState.Ready);

        Assert.Single(Ledger.Open);
    }

    [Fact]
    public async Task A_process_is_replaced_after_its_lifetime_and_no_call_is_lost()
    {
        var servers = Servers(Adversary("a", "mcp-slow") with { MaxLifetime = TimeSpan.FromMilliseconds(300) });
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => EchoAsync(servers)));

        var exited = await FishForMessageAsync<ProcessExited>(exited => exited.Lease == 1, Patience);
        Assert.True(exited.Requested);
    }

    [Fact]
    public async Task A_server_that_may_have_one_process_only_has_never_two()
    {
        var servers = Servers(Adversary("a", "mcp-slow") with { MaxProcesses = 1 });
        Sys.EventStream.Subscribe(TestActor, typeof(IProcessEvent));
        await StartAsync(servers);
        var call = EchoAsync(servers);

        var restarted = await RestartAsync(servers);

        await call;
        Assert.Equal(2, restarted.Status.Lease);
        Assert.Single(Ledger.Open);
        // In this order: the second was started only after the first had ended.
        await ExpectMsgAsync<ProcessStarted>(started => started.Lease == 1, Patience);
        await ExpectMsgAsync<ProcessReady>(Patience);
        await ExpectMsgAsync<ProcessExited>(exited => exited.Lease == 1, Patience);
        await ExpectMsgAsync<ProcessStarted>(started => started.Lease == 2, Patience);
    }

    [Fact]
    public async Task Where_the_old_process_had_to_end_first_and_the_new_one_does_not_start_that_is_told()
    {
        var servers = Servers(Adversary("a", "mcp-well") with { MaxProcesses = 1 });
        await StartAsync(servers);

        var applied = await ApplyAsync(servers, Adversary("a") with { MaxProcesses = 1, Command = "/no/such/program" });

        var change = Assert.Single(applied.Changes);
        Assert.Equal(ServerChangeKind.Failed, change.Kind);
        Assert.Contains("/no/such/program", change.Why, StringComparison.Ordinal);
        Assert.Empty(Ledger.Open);
    }
}
