using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using McpActors.Cluster;
using McpActors.Scheduling;
using Microsoft.Extensions.Hosting;

namespace Readme;

/// <summary>The snippets of cluster.md. A test of the documentation looks for them here.</summary>
internal static class ClusterSnippets
{
    public static void Node(HostApplicationBuilder builder, Config config)
    {
        builder.Services.AddAkka("agents", akka => akka
            .AddHocon(config, HoconAddMode.Prepend)     // akka.remote, akka.cluster.seed-nodes, mcp-actors { ... }
            .WithMcpActorsCluster(role: "scheduling"));
    }

    public static void PlainNode(Config config, IReadOnlyList<Job> jobs)
    {
        var system = ActorSystem.Create("agents", config.WithFallback(McpActorsCluster.DefaultConfig()));
        McpActorsCluster.Get(system).Scheduler.Tell(new RunBatch(jobs));
    }
}
