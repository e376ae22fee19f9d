using Akka.Actor;
using Akka.Hosting;
using McpActors.Cluster.Tests.Support;
using McpActors.Configuration;
using McpActors.Hosting;
using McpActors.Scheduling;
using McpActors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpActors.Cluster.Tests;

public sealed class HostingSpecs : ClusterTest
{
    [Fact]
    public async Task The_registered_actors_are_the_clusters_and_answer()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("platform", akka => akka.AddHocon(Node.Quick + Here + Well, HoconAddMode.Prepend)
            .WithMcpActors(mcp => mcp.Reaper.SweepInterval = TimeSpan.Zero).WithMcpActorsCluster());
        using var host = builder.Build();
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress);

        var scheduler = await host.Services.GetRequiredService<ActorRegistry>().GetAsync<McpScheduler>();
        var swept = await AskAsync<BatchSwept>(scheduler, new RunBatch([AJob()]));
        await host.StopAsync();

        Assert.Equal(McpActorsCluster.Get(system).Scheduler, scheduler);
        Assert.Equal(TimeSpan.Zero, McpActorsExtension.Get(system).Settings.Reaper.SweepInterval);
        Assert.True(swept.Batch.Jobs.Single().Outcome == JobOutcome.Succeeded, swept.Batch.Jobs.Single().Error);
        await system.WhenTerminated.WaitAsync(Patience.Limit);
    }

    [Fact]
    public void The_example_is_a_configuration_of_a_node()
    {
        var config = ConfigurationFile.Load(Path.Combine(AppContext.BaseDirectory, "hocon", "cluster.conf"));

        var settings = SettingsReader.Read(config.WithFallback(McpActorsCluster.DefaultConfig()));

        Assert.True(settings.Cluster.Enabled);
        Assert.Equal([2, 2, 0], Assert.Single(settings.Scheduler.Schedules).Jobs.Select(job => job.Retry));
        Assert.Equal("keep-majority", config.GetString("akka.cluster.split-brain-resolver.active-strategy"));
    }

    [Fact]
    public async Task A_system_that_was_not_started_for_a_cluster_is_refused()
    {
        var system = ActorSystem.Create("alone", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n" + Here);

        var refused = Assert.Throws<McpClusterException>(() => McpActorsCluster.Get(system));
        await system.Terminate();

        Assert.Contains("DefaultConfig", refused.Message, StringComparison.Ordinal);
    }
}
