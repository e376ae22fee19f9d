namespace McpActors.Tests.Shutdown;

/// <summary>However an actor system ends, its processes end with it.</summary>
public class ShutdownBehaviourTests
{
    private const int Many = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_hundred_processes_are_handed_over_and_none_is_lost(bool abort)
    {
        // A server that never answers its handshake: PostStop hands over, without a stop before it.
        var servers = Enumerable.Range(0, Many).Select(i => $"s{i} {{ command = sleep, args = [60] }}");
        var (system, mcp) = Start($"servers {{ {string.Join('\n', servers)} }}\nlimits.max-starting = {Many}", "akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        await StartAllAsync(system, mcp);
        var leases = mcp.Ledger.Open;
        Assert.Equal(Many, leases.Count);
        Assert.All(leases, lease => Assert.Equal(LeaseState.Running, lease.State));

        if (abort) ((ExtendedActorSystem)system).Abort();
        else _ = system.Terminate();
        await system.WhenTerminated.WaitAsync(Patience.ForHosts);

        // The termination hook swept before the system ended.
        Assert.Empty(mcp.Ledger.Open);
        Assert.All(leases, lease => Assert.True(lease.Extinct.Result.Confirmed));
    }

    [Fact]
    public async Task Coordinated_shutdown_stops_all_servers_and_sweeps_everything()
    {
        var (system, mcp) = Start($$"""
            servers {
              well { command = "{{Artifacts.Adversary}}", args = [mcp-well] }
              stubborn { command = "{{Artifacts.Adversary}}", args = [mcp-stubborn] }
            }
            """);
        var news = Inbox.Create(system);
        system.EventStream.Subscribe(news.Receiver, typeof(SweepCompleted));
        system.EventStream.Subscribe(news.Receiver, typeof(ProcessExited));
        foreach (var server in new[] { "well", "stubborn" }) await mcp.Servers.Ask<ServerStarted>(new StartServer(server), Patience.ForHosts);
        var heard = new List<object>();
        // The last phase in which an actor can still receive it.
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "what happened", async () =>
        {
            for (var i = 0; i < 3; i++) heard.Add(await news.ReceiveAsync(Patience.ForHosts));
            return Akka.Done.Instance;
        });

        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience.ForHosts);

        var exits = heard.OfType<ProcessExited>().ToList();
        var sweep = Assert.Single(heard.OfType<SweepCompleted>());
        Assert.Equal(2, exits.Count);
        Assert.All(exits, exit => Assert.True(exit is { Requested: true, Exit.Confirmed: true }));
        Assert.Equal(SweepScope.Everything, sweep.Report.Scope);
        Assert.Empty(sweep.Report.Processes);
        Assert.Empty(mcp.Ledger.Open);
    }

    [Fact]
    public async Task Once_shutdown_has_begun_no_process_is_started()
    {
        var (system, mcp) = Start($$"""servers.well { command = "{{Artifacts.Adversary}}", args = [mcp-well] }""");
        object? reply = null;
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceUnbind, "a-late-call", async () =>
        {
            reply = await mcp.Servers.AnswerAsync(new CallTool("well", "echo"), Patience.ForHosts);
            return Akka.Done.Instance;
        });

        await system.Terminate().WaitAsync(Patience.ForHosts);

        var refused = Assert.IsType<McpServerException>(Assert.IsType<Status.Failure>(reply).Cause);
        Assert.Equal(ServerFailure.ShuttingDown, refused.Failure);
    }

    [Fact]
    public async Task A_server_that_ends_during_shutdown_is_not_restarted()
    {
        var (system, mcp) = Start($$"""servers.well { command = "{{Artifacts.Adversary}}", args = [mcp-well] }""");
        await mcp.Servers.Ask<ServerStarted>(new StartServer("well"), Patience.ForHosts);
        var news = Inbox.Create(system);
        system.EventStream.Subscribe(news.Receiver, typeof(IProcessEvent));
        ServerStatus? status = null;
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceUnbind, "hurry", async () =>
        {
            mcp.Hurry();
            await news.ReceiveAsync(Patience.ForHosts);
            // The event does not travel with the status, so it may arrive first.
            do status = (await mcp.Servers.Ask<ServerList>(GetServers.Instance, Patience.ForHosts)).Servers[0];
            while (status.State == ServerState.Ready);
            return Akka.Done.Instance;
        });

        await system.Terminate().WaitAsync(Patience.ForHosts);

        Assert.Equal(ServerState.Stopped, status!.State);
        Assert.Empty(mcp.Ledger.Open);
    }

    private static (ActorSystem System, McpActorsExtension Mcp) Start(string mcpActors, string akka = "")
    {
        var configuration = $$"""
            akka.loglevel = ERROR
            {{akka}}
            mcp-actors {
              server-defaults { shutdown { eof-grace = 100ms, term-grace = 100ms } }
              {{mcpActors}}
            }
            """;
        var system = ActorSystem.Create("shutdown", ConfigurationFactory.ParseString(configuration));
        return (system, McpActorsExtension.Get(system));
    }

    private static async Task StartAllAsync(ActorSystem system, McpActorsExtension mcp)
    {
        var started = Inbox.Create(system);
        system.EventStream.Subscribe(started.Receiver, typeof(ProcessStarted));
        for (var i = 0; i < Many; i++) mcp.Servers.Tell(new StartServer($"s{i}"));
        for (var i = 0; i < Many; i++) await started.ReceiveAsync(Patience.ForHosts);
    }
}
