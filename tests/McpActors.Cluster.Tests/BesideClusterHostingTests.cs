using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ClusterOptions = Akka.Cluster.Hosting.ClusterOptions;

namespace McpActors.Cluster.Tests;

/// <summary>McpActors.Cluster in a host whose cluster is configured with Akka.Cluster.Hosting, on which it does not depend.</summary>
public sealed class BesideClusterHostingTests : ClusterTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_nodes_that_join_WithClustering_share_one_scheduler(bool clusteringFirst)
    {
        using var first = NodeHost(new ClusterOptions { Roles = ["scheduling"] }, clusteringFirst);
        await first.StartAsync();
        var (system, cluster) = Started(first);
        await cluster.JoinAsync(cluster.SelfAddress);
        using var second = NodeHost(new ClusterOptions { Roles = ["scheduling"], SeedNodes = [cluster.SelfAddress.ToString()] }, clusteringFirst);
        await second.StartAsync();
        var (other, joined) = Started(second);
        await Patience.Until(() => joined.State.Members.Count(member => member.Status == MemberStatus.Up) == 2, "two nodes");

        var swept = await AskAsync<BatchSwept>(await second.Services.GetRequiredService<ActorRegistry>().GetAsync<McpScheduler>(), new RunBatch([AJob()]));
        await second.StopAsync();
        await first.StopAsync();

        Assert.Empty(system.Settings.Config.GetStringList("akka.cluster.distributed-data.durable.keys"));
        Assert.Equal(["scheduling"], cluster.SelfRoles);
        Assert.Equal("scheduling", McpActorsExtension.Get(system).Settings.Cluster.Role);
        Assert.True(swept.Batch.Jobs.Single().Outcome == JobOutcome.Succeeded, swept.Batch.Jobs.Single().Error);
        await Task.WhenAll(system.WhenTerminated, other.WhenTerminated).WaitAsync(Patience.Limit);
    }

    private IHost NodeHost(ClusterOptions options, bool clusteringFirst)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("platform", akka =>
        {
            akka.AddHocon(Node.Quick + Here + Well, HoconAddMode.Prepend);
            if (!clusteringFirst) akka.WithMcpActorsCluster(role: "scheduling");
            akka.WithRemoting("127.0.0.1", 0).WithClustering(options);
            if (clusteringFirst) akka.WithMcpActorsCluster(role: "scheduling");
        });
        return builder.Build();
    }

    private static (ActorSystem System, Akka.Cluster.Cluster Cluster) Started(IHost host)
    {
        var system = host.Services.GetRequiredService<ActorSystem>();
        return (system, Akka.Cluster.Cluster.Get(system));
    }
}
