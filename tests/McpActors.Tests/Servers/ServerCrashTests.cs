namespace McpActors.Tests.Servers;

/// <summary>Waiting requesters when the actor of a server is killed, or cannot handle a message.</summary>
public sealed class ServerCrashTests : ActorTest
{
    [Fact]
    public async Task A_stop_and_a_restart_that_wait_are_answered_when_the_actor_of_their_server_is_killed()
    {
        // Its process ends long after that.
        var servers = Servers(Adversary("a", "mcp-stubborn") with { EofGrace = TimeSpan.FromSeconds(3) });
        await StartAsync(servers);
        var lease = await OpenLeaseAsync();
        var stopped = StopAsync(servers);
        var restarted = servers.Ask<object>(new RestartServer("a"), Patience);
        await StatusAsync(servers);

        Sys.ActorSelection(servers.Path / "a").Tell(Kill.Instance);

        Assert.Null((await stopped).Exit);
        await Assert.ThrowsAsync<McpServerException>(() => restarted);
        Assert.True((await lease.Extinct.WaitAsync(Patience)).Confirmed);
    }

    [Fact]
    public async Task What_the_killed_actor_of_a_server_had_not_taken_is_done_by_the_next()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var server = (IInternalActorRef)await Sys.ActorSelection(servers.Path / "a").ResolveOne(Patience);

        // The actor is killed before it handles the next messages.
        server.Suspend();
        var call = EchoAsync(servers);
        await servers.Ask<ServerList>(GetServers.Instance, Patience);
        server.Stop();

        await call;
    }

    [Fact]
    public async Task What_cannot_be_handled_for_one_session_ends_its_process_and_no_other()
    {
        // No reader accepts this definition: the delay after an unexpected end cannot be calculated.
        var servers = Servers(Adversary("a", "mcp-obeys") with { Isolation = Isolation.Session, Restart = new RestartSettings { Jitter = double.NaN } });
        var sessions = Sessions(servers);
        var first = await OpenAsync(sessions);
        var second = await OpenAsync(sessions);
        await second.Session.Ask<ToolResult>(Call("x"), Patience);
        var lease = await OpenLeaseAsync();

        await Assert.ThrowsAsync<McpServerException>(() => first.Session.Ask<ToolResult>(Call("die"), Patience));
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Count == 1);

        await second.Session.Ask<ToolResult>(Call("x"), Patience);
        Assert.False(lease.Extinct.IsCompleted);
        await first.Session.Ask<ToolResult>(Call("x"), Patience);
        await StopAsync(servers);
        Assert.Empty(Ledger.Open);
    }

    private static CallTool Call(string text) => new("", "echo", new { text });
}
