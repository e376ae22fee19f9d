namespace McpActors.Tests.Sessions;

/// <summary>Sessions as in a platform: with its own directory, and ended before their servers.</summary>
public sealed class SessionShutdownTests
{
    [Fact]
    public async Task At_coordinated_shutdown_sessions_end_before_servers_do_and_their_ids_are_free()
    {
        var directory = new InMemorySessionDirectory();
        var configuration = ConfigurationFactory.ParseString(
            $$"""
            akka { loglevel = ERROR, coordinated-shutdown.phases.service-requests-done.timeout = 1s }
            mcp-actors {
              server-defaults { shutdown { eof-grace = 100ms, term-grace = 100ms } }
              servers.a { command = "{{Artifacts.Adversary}}", args = [mcp-hangs-in-call] }
            }
            """);
        var system = ActorSystem.Create(
            "sessions", BootstrapSetup.Create().WithConfig(configuration).And(new McpActorsSetup { SessionDirectory = directory }));
        var mcp = McpActorsExtension.Get(system);
        var news = Inbox.Create(system);
        var session = (await mcp.Sessions.Ask<SessionOpened>(new OpenSession("a", "s", Holder: news.Receiver), Patience.ForHosts)).Session;
        Assert.Equal(("s", "a"), (await directory.FindAsync("s", default)) is { } held ? (held.Id, held.Server) : default);
        await mcp.Servers.Ask<ServerStarted>(new StartServer("a"), Patience.ForHosts);
        var call = session.AnswerAsync(new CallTool("", "echo"), Patience.ForHosts);
        system.EventStream.Subscribe(news.Receiver, typeof(ProcessExited));
        var heard = new List<object>();
        object? refused = null;
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "a late session", async () =>
        {
            refused = await mcp.Sessions.AnswerAsync(new OpenSession("a"), Patience.ForHosts);
            return Akka.Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "what happened", async () =>
        {
            for (var i = 0; i < 2; i++) heard.Add(await news.ReceiveAsync(Patience.ForHosts));
            return Akka.Done.Instance;
        });

        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience.ForHosts);

        Assert.Equal(SessionFailure.ShuttingDown, Failure(refused).Failure);
        Assert.Equal(SessionFailure.Ended, Failure(await call).Failure);
        Assert.Equal(SessionEnd.ShuttingDown, Assert.IsType<SessionEnded>(heard[0]).Reason);
        Assert.True(Assert.IsType<ProcessExited>(heard[1]).Exit.Confirmed);
        Assert.Null(await directory.FindAsync("s", default));
        Assert.Empty(mcp.Ledger.Open);
    }

    private static McpSessionException Failure(object? answer) =>
        Assert.IsType<McpSessionException>(Assert.IsType<Status.Failure>(answer).Cause);
}
