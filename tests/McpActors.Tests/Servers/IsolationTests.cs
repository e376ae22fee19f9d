namespace McpActors.Tests.Servers;

/// <summary>Which callers share a process.</summary>
public sealed class IsolationTests : ActorTest
{
    [Fact]
    public async Task Each_session_has_a_process_of_its_own_that_ends_with_it()
    {
        var (servers, sessions) = Start(Isolated("mcp-well"));
        var (first, second) = (await OpenAsync(sessions), await OpenAsync(sessions));
        await Task.WhenAll(EchoAsync(first.Session), EchoAsync(second.Session));
        var leases = Ledger.Open;
        Assert.Equal(2, leases.Count);
        Assert.Equal(2, (await StatusAsync(servers)).Processes.Count);

        await sessions.Ask<SessionEnded>(new CloseSession(first.Id), Patience);

        await Task.WhenAny(leases.Select(lease => lease.Extinct)).WaitAsync(Patience);
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Count == 1);
        await EchoAsync(second.Session);
        await sessions.Ask<SessionEnded>(new CloseSession(second.Id), Patience);
        await AssertNothingIsLeftAsync(leases);
    }

    [Fact]
    public async Task Work_begun_in_a_session_belongs_to_the_process_of_the_session()
    {
        var (servers, sessions) = Start(Isolated("mcp-well"));
        var opened = await OpenAsync(sessions);
        await EchoAsync(opened.Session);
        var owner = CreateTestProbe();

        opened.Session.Tell(new BeginWork("", "crawl"), owner);

        Assert.Equal(new WorkBegun("a", "crawl", 1), await owner.ExpectMsgAsync<WorkBegun>(Patience));
        Assert.Equal(1, Assert.Single((await StatusAsync(servers)).Processes).Work);
        sessions.Tell(new SessionMessage(opened.Id, new EndWork("", "crawl")), owner);
        await UntilAsync(async () => Assert.Single((await StatusAsync(servers)).Processes).Work == 0);
        opened.Session.Tell(new BeginWork("b", "crawl"), owner);
        Assert.IsType<McpSessionException>((await owner.ExpectMsgAsync<Status.Failure>(Patience)).Cause);
        var refused = sessions.Ask<WorkBegun>(new SessionMessage("unknown", new BeginWork("", "crawl")), Patience);
        await Assert.ThrowsAsync<McpSessionException>(() => refused);
    }

    [Fact]
    public async Task A_session_whose_holder_crashes_takes_its_process_with_it()
    {
        var (_, sessions) = Start(Isolated("mcp-stubborn"));
        var holder = Sys.ActorOf(Props.Create(() => new Idler()));
        var opened = await OpenAsync(sessions, holder);
        await EchoAsync(opened.Session);
        var lease = await OpenLeaseAsync();

        holder.Tell(Kill.Instance);

        await AssertNothingIsLeftAsync(lease);
    }

    [Fact]
    public async Task A_request_outside_of_a_session_has_a_process_for_itself()
    {
        var (servers, _) = Start(Isolated("mcp-well"));

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => EchoAsync(servers)));

        Assert.Equal(3, results.Length);
        await UntilAsync(() => Ledger.Open.Count == 0);
        Assert.Equal(4, Ledger.Begin("a", TimeSpan.Zero).Id);
    }

    [Fact]
    public async Task Such_a_request_can_be_cancelled_and_its_process_ends()
    {
        var (servers, _) = Start(Isolated("mcp-hangs-in-call"));
        var call = servers.Ask<Status.Failure>(new CallTool("a", "echo") with { CallId = "mine" }, Patience);
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Any(process => process.Calls == 1));
        var lease = await OpenLeaseAsync();

        servers.Tell(new CancelCall("a", "mine"));

        Assert.Equal(ServerFailure.Cancelled, Assert.IsType<McpServerException>((await call).Cause).Failure);
        await AssertNothingIsLeftAsync(lease);
    }

    [Fact]
    public async Task What_does_not_run_for_one_session_is_parked_for_the_next_and_freed_by_a_start()
    {
        var (servers, sessions) = Start(Isolated("mcp-exits", "7", "no licence") with
        {
            Restart = new RestartSettings { MaxRestarts = 1, MinBackoff = TimeSpan.FromMilliseconds(10) },
        });
        var opened = await OpenAsync(sessions, TestActor);
        await Assert.ThrowsAnyAsync<Exception>(() => EchoAsync(opened.Session));
        Assert.Equal(SessionEnd.ServerGone, (await ExpectMsgAsync<SessionEnded>(Patience)).Reason);

        var refused = await Assert.ThrowsAsync<McpServerException>(() => OpenAsync(sessions));

        Assert.Equal(ServerFailure.NotRunning, refused.Failure);
        Assert.Contains("no licence", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ServerState.Parked, (await StatusAsync(servers)).State);
        await StartAsync(servers);
        await OpenAsync(sessions);
    }

    [Fact]
    public async Task A_stopped_server_takes_no_session_and_no_request()
    {
        var (servers, sessions) = Start(Isolated("mcp-well"));
        var opened = await OpenAsync(sessions);
        await EchoAsync(opened.Session);

        await StopAsync(servers);

        Assert.Empty(Ledger.Open);
        Assert.Equal(ServerFailure.NotRunning, (await Assert.ThrowsAsync<McpServerException>(() => OpenAsync(sessions))).Failure);
        Assert.Equal(ServerFailure.NotRunning, (await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers))).Failure);
    }

    [Fact]
    public async Task A_pool_grows_while_it_is_busy_and_gives_a_call_to_the_least_busy()
    {
        var (servers, _) = Start(Adversary("a", "mcp-hangs-in-call") with { Isolation = Isolation.Pool, PoolSize = 3 });
        for (var i = 0; i < 6; i++) servers.Tell(new CallTool("a", "echo") with { CallId = $"{i}" }, TestActor);

        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Sum(process => process.Calls) == 6);

        Assert.Equal([2, 2, 2], (await StatusAsync(servers)).Processes.Select(process => process.Calls));
        Assert.True((await StatusAsync(servers)).Busy);
        await StopAsync(servers);
        Assert.Empty(Ledger.Open);
        for (var i = 0; i < 6; i++) Assert.IsType<McpServerException>((await ExpectMsgAsync<Status.Failure>(Patience)).Cause);
    }

    [Fact]
    public async Task A_session_stays_with_its_process_of_a_pool()
    {
        var (servers, sessions) = Start(Adversary("a", "mcp-well") with { Isolation = Isolation.Pool, PoolSize = 2 });
        var opened = new List<SessionOpened>();
        for (var i = 0; i < 4; i++) opened.Add(await OpenAsync(sessions));

        for (var round = 0; round < 3; round++) await Task.WhenAll(opened.Select(session => EchoAsync(session.Session)));

        Assert.Equal([2, 2], (await StatusAsync(servers)).Processes.Select(process => process.Sessions));
        Assert.Equal(2, Ledger.Open.Count);
    }

    [Fact]
    public async Task A_restart_of_a_pool_replaces_all_of_it_and_loses_no_call()
    {
        var (servers, _) = Start(Adversary("a", "mcp-slow") with { Isolation = Isolation.Pool, PoolSize = 2, Start = StartMode.Eager });
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Count(process => process.State == ServerState.Ready) == 2);
        var before = Ledger.Open;
        var calls = Enumerable.Range(0, 4).Select(_ => EchoAsync(servers)).ToList();

        await RestartAsync(servers);

        await Task.WhenAll(calls);
        Assert.All(before, lease => Assert.True(lease.Extinct.IsCompleted));
        Assert.Equal(2, Ledger.Open.Count);
    }

    [Fact]
    public async Task A_pool_has_become_smaller_when_the_rest_of_it_is_extinct()
    {
        var pool = Adversary("a", "mcp-well") with { Isolation = Isolation.Pool, PoolSize = 3, Start = StartMode.Eager };
        var (servers, _) = Start(pool);
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Count(process => process.State == ServerState.Ready) == 3);

        await ApplyAsync(servers, pool with { PoolSize = 1 });

        Assert.Single(Ledger.Open);
    }

    [Fact]
    public async Task Each_isolation_can_become_each_other_and_one_generation_is_left()
    {
        var (servers, sessions) = Start(Adversary("a", "mcp-well"));
        var opened = await OpenAsync(sessions);
        await EchoAsync(opened.Session);
        foreach (var isolation in (Isolation[])[Isolation.Pool, Isolation.Shared, Isolation.Session, Isolation.Pool, Isolation.Session, Isolation.Shared])
        {
            var before = Ledger.Open;
            var applied = await ApplyAsync(servers, Adversary("a", "mcp-well") with { Isolation = isolation });
            Assert.Equal(ServerChangeKind.Replaced, Assert.Single(applied.Changes).Kind);
            await EchoAsync(servers);
            Assert.All(before, lease => Assert.True(lease.Extinct.IsCompleted));
        }
        await StopAsync(servers);
        Assert.Empty(Ledger.Open);
    }

    private static ServerSettings Isolated(params string[] habit) => Adversary("a", habit) with { Isolation = Isolation.Session };

    private (IActorRef Servers, IActorRef Sessions) Start(ServerSettings settings)
    {
        var servers = Servers(settings);
        return (servers, Sessions(servers));
    }

    private sealed class Idler : ReceiveActor;
}
