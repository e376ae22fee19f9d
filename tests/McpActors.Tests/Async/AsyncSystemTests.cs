namespace McpActors.Tests.Async;

/// <summary>The asynchronous API over real actors and real servers.</summary>
public sealed class AsyncSystemTests
{
    [Fact]
    public async Task A_platform_without_actors_of_its_own_has_all_of_it()
    {
        var system = Create();
        var mcp = McpActorsExtension.Get(system);
        var servers = mcp.Client;
        using var patience = new CancellationTokenSource(Patience.ForHosts);

        var answer = await servers.CallToolAsync("well", "echo", new { text = "hello" }, cancellationToken: patience.Token);
        var unknown = await Assert.ThrowsAsync<McpServerException>(() => servers.CallToolAsync("wel", "echo", cancellationToken: patience.Token));
        SessionEnded ended;
        await using (var session = await servers.OpenSessionAsync("well", "mine", cancellationToken: patience.Token))
        {
            Assert.Equal("again", TextOf(await session.CallToolAsync("echo", new { text = "again" }, cancellationToken: patience.Token)));
            await session.DisposeAsync();
            ended = await session.Ended.WaitAsync(patience.Token);
        }
        var tool = Assert.Single(await servers.GetToolsAsync("well", patience.Token));
        var restarted = await servers.RestartAsync("well", patience.Token);
        var invoked = await tool.InvokeAsync(new() { ["text"] = "of another process" }, patience.Token);
        var exit = await servers.StopAsync("well", patience.Token);
        var applied = await servers.ApplyAsync([.. mcp.Settings.Servers.Values.Where(server => server.Name == "hangs")], patience.Token);

        Assert.Equal("hello", TextOf(answer));
        Assert.Equal(ServerFailure.UnknownServer, unknown.Failure);
        Assert.Equal(("mine", SessionEnd.Closed), (ended.Id, ended.Reason));
        Assert.Equal(ServerState.Ready, restarted.State);
        Assert.Equal("of another process", Assert.IsType<Microsoft.Extensions.AI.TextContent>(invoked).Text);
        Assert.True(exit!.Confirmed, exit.Describe());
        Assert.Equal([ServerChangeKind.Unchanged, ServerChangeKind.Removed], applied.Changes.OrderBy(c => c.Server).Select(c => c.Kind));
        Assert.Equal(["hangs"], (await servers.GetServersAsync(patience.Token)).Select(server => server.Server));
        await ShutDownAsync(system, mcp);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_is_taken_back_from_a_server_that_serves_on()
    {
        var system = Create();
        var mcp = McpActorsExtension.Get(system);
        using var patience = new CancellationTokenSource(Patience.ForHosts);
        await mcp.Client.StartAsync("hangs", patience.Token);
        await using var session = await mcp.Client.OpenSessionAsync("hangs", cancellationToken: patience.Token);
        using var cancellation = new CancellationTokenSource();
        var call = mcp.Client.CallToolAsync("hangs", "echo", cancellationToken: cancellation.Token);
        var sessionMessage = session.CallToolAsync("echo", cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(patience.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sessionMessage.WaitAsync(patience.Token));
        // Its answer would never come, so the call is no longer in flight because it was cancelled.
        while ((await mcp.Sessions.Ask<SessionList>(GetSessions.Instance, Patience.ForHosts)).Sessions.Single().CallsInFlight > 0)
            patience.Token.ThrowIfCancellationRequested();
        Assert.Equal(ServerState.Ready, (await mcp.Client.GetServersAsync(patience.Token)).Single(s => s.Server == "hangs").State);
        await ShutDownAsync(system, mcp);
    }

    private static ActorSystem Create() => ActorSystem.Create("platform", ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = ERROR
        mcp-actors {
          server-defaults { shutdown { eof-grace = 200ms, term-grace = 200ms } }
          servers {
            well { command = "{{Artifacts.Adversary}}", args = [mcp-well] }
            hangs { command = "{{Artifacts.Adversary}}", args = [mcp-hangs-in-call] }
          }
        }
        """));

    private static string TextOf(ModelContextProtocol.Protocol.CallToolResult result) =>
        Assert.IsType<ModelContextProtocol.Protocol.TextContentBlock>(Assert.Single(result.Content)).Text;

    private static async Task ShutDownAsync(ActorSystem system, McpActorsExtension mcp)
    {
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience.ForHosts);
        Assert.Empty(mcp.Ledger.Open);
        var late = await Assert.ThrowsAsync<McpServerException>(() => mcp.Client.CallToolAsync("well", "echo").WaitAsync(Patience.ForHosts));
        Assert.Equal(ServerFailure.ShuttingDown, late.Failure);
    }
}
