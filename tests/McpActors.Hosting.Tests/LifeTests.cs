namespace McpActors.Hosting.Tests;

/// <summary>From before the start to after the stop, with real servers.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task A_service_calls_tools_and_what_it_started_is_gone_with_the_host()
    {
        var platform = await Platform.StartAsync(WithWell);
        var servers = platform.Services.GetRequiredService<IMcpServers>();

        var answer = await servers.CallToolAsync("well", "echo", new { text = "hello" }).WaitAsync(Patience.ForHosts);
        await using var session = await servers.OpenSessionAsync("well").WaitAsync(Patience.ForHosts);
        var actors = platform.Actors;
        var registered = await platform.Services.GetRequiredService<ActorRegistry>().GetAsync<McpSessions>();
        Assert.Single(actors.OpenLeases);
        await platform.StopAsync();

        Assert.Equal("hello", Assert.IsType<ModelContextProtocol.Protocol.TextContentBlock>(answer.Content.Single()).Text);
        Assert.Equal(actors.Sessions, registered);
        Assert.Equal(SessionEnd.ShuttingDown, (await session.Ended.WaitAsync(Patience.ForHosts)).Reason);
        Assert.Empty(actors.OpenLeases);
        var late = await Assert.ThrowsAsync<McpServerException>(() => servers.CallToolAsync("well", "echo").WaitAsync(Patience.ForHosts));
        Assert.Equal(ServerFailure.ShuttingDown, late.Failure);
        await platform.DisposeAsync();
    }

    [Fact]
    public async Task What_is_used_before_the_start_is_ended_by_the_stop()
    {
        var platform = Platform.Build(WithWell);
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        await servers.StartAsync("well").WaitAsync(Patience.ForHosts);
        var actors = platform.Actors;

        await platform.StartAsync();
        Assert.Equal(actors.Servers, await platform.Services.GetRequiredService<ActorRegistry>().GetAsync<McpServers>());
        await platform.StopAsync();

        Assert.Empty(actors.OpenLeases);
        await platform.DisposeAsync();
    }

    [Fact]
    public async Task Registered_twice_it_is_there_once()
    {
        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(mcp => mcp.AddServer("a", "npx")).WithMcpActors(mcp => mcp.AddServer("b", "npx")).WithMcpActors());

        var servers = await platform.Services.GetRequiredService<IRequiredActor<McpServers>>().GetAsync();
        var list = await servers.Ask<ServerList>(GetServers.Instance, Patience.ForHosts);

        Assert.Equal(["a", "b"], list.Servers.Select(server => server.Server));
        Assert.Equal("akka://platform/user/mcp-servers", servers.Path.ToString());
    }

    [Fact]
    public async Task A_handler_that_cannot_be_made_fails_the_start_with_its_own_reason()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<People>();
        builder.Services.AddAkka("platform", (akka, services) =>
            akka.WithMcpActors(mcp => mcp.Handlers = new McpHandlers { Elicitation = services.GetRequiredService<People>().AskAsync }));
        using var host = builder.Build();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal("nobody is at the desk", failure.Message);
    }

    private static void WithWell(AkkaConfigurationBuilder akka) =>
        akka.WithMcpActors(mcp => mcp.AddServer("well", Artifacts.Adversary, "mcp-well"));

    private sealed class People
    {
        public People() => throw new InvalidOperationException("nobody is at the desk");

        public Task<ModelContextProtocol.Protocol.ElicitResult> AskAsync(
            string server, ModelContextProtocol.Protocol.ElicitRequestParams asked, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
