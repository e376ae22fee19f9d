using McpActors.Processes.Ledger;

namespace McpActors.Hosting.Tests;

/// <summary>Use before the start and after the end.</summary>
public sealed class BadUseTests
{
    [LinuxFact]
    public async Task An_actor_that_is_asked_for_before_the_start_is_waited_for()
    {
        await using var platform = Platform.Build(WithWell);
        var early = platform.Services.GetRequiredService<IRequiredActor<McpServers>>().GetAsync();
        Assert.False(early.IsCompleted);

        await platform.StartAsync();

        Assert.Equal(platform.Actors.Servers, await early.WaitAsync(Patience.ForHosts));
    }

    [LinuxFact]
    public async Task What_is_used_before_a_start_that_never_comes_ends_with_the_services()
    {
        Subreaper.Enable();
        Lease lease;
        var services = new ServiceCollection().AddLogging();
        services.AddAkka("platform", WithWell).AddMcpActors();
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<IMcpServers>().CallToolAsync("well", "echo").WaitAsync(Patience.ForHosts);
            lease = Assert.Single(McpActorsExtension.Get(provider.GetRequiredService<Akka.Actor.ActorSystem>()).Ledger.Open);
        }

        Assert.True((await lease.Extinct.WaitAsync(Patience.ForHosts)).Confirmed);
        Assert.Empty(Subreaper.EndSurvivors());
    }

    [LinuxFact]
    public async Task After_the_stop_everything_is_refused_with_its_reason_and_nothing_hangs()
    {
        var platform = await Platform.StartAsync(WithWell);
        var servers = platform.Services.GetRequiredService<IMcpServers>();
        var session = await servers.OpenSessionAsync("well").WaitAsync(Patience.ForHosts);
        var tool = Assert.Single(await servers.GetToolsAsync("well").WaitAsync(Patience.ForHosts));
        var definitions = platform.Settings.Servers.Values.ToList();
        await platform.StopAsync();

        Func<Task>[] uses =
        [
            () => servers.CallToolAsync("well", "echo"),
            () => servers.RequestAsync<ToolList>(new ListTools("well")),
            () => servers.ListToolsAsync("well"),
            () => servers.GetToolsAsync("well"),
            () => servers.OpenSessionAsync("well"),
            () => servers.StartAsync("well"),
            () => servers.StopAsync("well"),
            () => servers.RestartAsync("well"),
            () => servers.GetServersAsync(),
            () => servers.ApplyAsync(definitions),
            () => session.CallToolAsync("echo"),
            () => session.ListToolsAsync(),
            () => tool.InvokeAsync().AsTask(),
        ];
        foreach (var use in uses)
        {
            var late = await Assert.ThrowsAsync<McpServerException>(() => use().WaitAsync(Patience.ForHosts));
            Assert.Equal(ServerFailure.ShuttingDown, late.Failure);
            Assert.Contains("has terminated", late.Message);
        }
        await session.DisposeAsync().AsTask().WaitAsync(Patience.ForHosts);
        await platform.DisposeAsync();
    }

    private static void WithWell(AkkaConfigurationBuilder akka) =>
        akka.WithMcpActors(mcp => mcp.AddServer("well", Artifacts.Adversary, "mcp-well"));
}
