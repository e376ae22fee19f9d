using Akka.Cluster;
using Akka.Hosting;
using McpActors.Cluster.Health;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace McpActors.Cluster.Tests;

public sealed class HostingTests : ClusterTest
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
    public async Task A_node_is_ready_while_it_is_up()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("platform", akka => akka.AddHocon(Node.Quick + Here, HoconAddMode.Prepend).WithMcpActorsCluster().WithMcpActorsClusterHealthCheck());
        builder.Services.AddHealthChecks();
        using var host = builder.Build();
        await host.StartAsync();
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        var cluster = Akka.Cluster.Cluster.Get(host.Services.GetRequiredService<ActorSystem>());

        var alone = await CheckAsync();
        await cluster.JoinAsync(cluster.SelfAddress);
        // A node's view of itself lags behind the cluster's events.
        await Waiting.UntilAsync(async () => (await CheckAsync()).Status == HealthStatus.Healthy, "the node to be ready");
        var up = await CheckAsync();
        await cluster.LeaveAsync();
        await Waiting.UntilAsync(async () => (await CheckAsync()).Status == HealthStatus.Unhealthy, "the node to be no longer ready");
        await host.StopAsync();

        Assert.Equal((HealthStatus.Unhealthy, $"{cluster.SelfAddress} has not joined the cluster: it has not been admitted by a seed node"), (alone.Status, alone.Description));
        Assert.Equal($"{cluster.SelfAddress} is Up", up.Description);
        Assert.Equal(["akka", "ready"], up.Tags.Order());
        Assert.Contains("left the cluster", (await CheckAsync()).Description, StringComparison.Ordinal);

        async Task<HealthReportEntry> CheckAsync() => (await checks.CheckHealthAsync()).Entries["mcp-actors-cluster"];
    }

    [Theory]
    [InlineData(MemberStatus.Joining)]
    [InlineData(MemberStatus.WeaklyUp)]
    [InlineData(MemberStatus.Leaving)]
    [InlineData(MemberStatus.Exiting)]
    [InlineData(MemberStatus.Down)]
    public void A_node_in_any_other_state_is_not_ready_and_says_which(MemberStatus status)
    {
        var result = NodeUpHealthCheck.Judge(status, isTerminated: false, "akka.tcp://a@b:1", HealthStatus.Degraded);

        Assert.Equal((HealthStatus.Degraded, $"akka.tcp://a@b:1 is {status} instead of Up"), (result.Status, result.Description));
    }

    [Fact]
    public void The_example_is_a_configuration_of_a_node()
    {
        var config = ConfigurationFile.Load(Path.Combine(AppContext.BaseDirectory, "hocon", "cluster.conf"));

        var settings = SettingsReader.Read(config.WithFallback(McpActorsCluster.DefaultConfig()));

        Assert.True(settings.Cluster.Enabled);
        Assert.Equal([2, 2, 0], Assert.Single(settings.Scheduler.Schedules).Jobs.Cast<ToolJob>().Select(job => job.NodeRetries));
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
