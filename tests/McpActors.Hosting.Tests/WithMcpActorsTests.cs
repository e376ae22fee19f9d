using McpActors.Reaping;

namespace McpActors.Hosting.Tests;

public sealed class WithMcpActorsTests
{
    private const string TwoServers =
        """
        mcp-actors.servers {
          files { command = npx }
          search { command = uvx }
        }
        """;

    [Fact]
    public async Task The_registered_actors_are_those_of_the_extension_and_answer()
    {
        using var host = Host(TwoServers);
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var registry = host.Services.GetRequiredService<ActorRegistry>();

        Assert.Equal(McpActorsExtension.Get(system).Servers, await registry.GetAsync<McpServers>());
        var servers = await registry.Get<McpServers>().Ask<ServerList>(GetServers.Instance, Patience.Limit);
        var schedules = await registry.Get<McpScheduler>().Ask<ScheduleList>(GetSchedules.Instance, Patience.Limit);
        var sweep = await registry.Get<OrphanReaper>().Ask<SweepReport>(new Sweep(), Patience.Limit);
        await host.StopAsync();

        Assert.Equal(["files", "search"], servers.Servers.Select(server => server.Server));
        Assert.Empty(schedules.Schedules);
        Assert.Empty(sweep.Processes);
    }

    [Fact]
    public async Task Actors_that_need_them_are_given_them()
    {
        using var host = Host(TwoServers, builder => builder.WithActors((system, registry, resolver) =>
            registry.Register<Agent>(system.ActorOf(resolver.Props<Agent>()))));
        await host.StartAsync();

        var platform = await host.Services.GetRequiredService<IRequiredActor<Agent>>().GetAsync();
        var servers = await platform.Ask<ServerList>("which servers are there?", Patience.Limit);
        await host.StopAsync();

        Assert.Equal(2, servers.Servers.Count);
    }

    [Fact]
    public async Task Stopping_the_host_terminates_the_system_through_coordinated_shutdown()
    {
        using var host = Host(TwoServers);
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();

        await host.StopAsync();

        await system.WhenTerminated.WaitAsync(Patience.Limit);
        Assert.NotNull(CoordinatedShutdown.Get(system).ShutdownReason);
    }

    [Fact]
    public async Task A_bad_configuration_fails_the_start_and_names_the_key()
    {
        using var host = Host("mcp-actors.servers { files { comand = npx } }");

        var refused = await Assert.ThrowsAsync<McpConfigurationException>(() => host.StartAsync());

        Assert.Contains("mcp-actors.servers.files.comand", refused.Message);
    }

    private static IHost Host(string hocon, Action<AkkaConfigurationBuilder>? more = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("platform", akka =>
        {
            akka.AddHocon(hocon, HoconAddMode.Prepend).WithMcpActors();
            more?.Invoke(akka);
        });
        return builder.Build();
    }

    private sealed class Agent : ReceiveActor
    {
        public Agent(IRequiredActor<McpServers> servers) => Receive<string>(_ => servers.ActorRef.Forward(GetServers.Instance));
    }
}
