using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using McpActors.Cluster;
using McpActors.Scheduling;
using Microsoft.Extensions.Hosting;

namespace Readme;

/// <summary>What README.md shows of a cluster, compiled; a test of the READMEs looks for it here.</summary>
internal static class ClusterSnippets
{
    public static void Node(HostApplicationBuilder builder, Config config, IReadOnlyList<Job> jobs)
    {
        builder.Services.AddAkka("agents", akka => akka
            .AddHocon(config, HoconAddMode.Prepend)     // akka.remote, akka.cluster.seed-nodes, mcp-actors { ... }
            .WithMcpActorsCluster(role: "scheduling"));
        // or, without Akka.Hosting
        var system = ActorSystem.Create("agents", config.WithFallback(McpActorsCluster.DefaultConfig()));
        McpActorsCluster.Get(system).Scheduler.Tell(new RunBatch(jobs));
    }
}
