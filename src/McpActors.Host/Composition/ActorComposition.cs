using Akka.Configuration;
using Akka.Hosting;
using McpActors.Cluster;
using McpActors.Configuration;
using McpActors.Hosting;
using McpActors.Redis;
using Microsoft.Extensions.DependencyInjection;
using Serilog;

namespace McpActors.Host.Composition;

/// <summary>Composes the program's actor system in the generic host, with Akka.Hosting.</summary>
internal static class ActorComposition
{
    /// <summary>Adds the actor system as a service that starts and stops with the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="config">The configuration of the system.</param>
    /// <param name="log">The log of the actors, of Akka.NET and of the cluster's events.</param>
    public static void Add(IServiceCollection services, Config config, ILogger log) =>
        services.AddAkka(HostedActors.SystemName, builder =>
        {
            builder.AddHocon(config, HoconAddMode.Prepend).AddSetup(new LogSetup(log));
            if (SettingsReader.Read(config).Cluster.Enabled)
                builder.WithActors((system, _) => system.ActorOf(ClusterLines.Props(log), "cluster-lines")).WithMcpActorsCluster();
            else
                builder.WithMcpActors();
            if (McpActorsRedis.IsConfigured(config)) builder.WithMcpActorsRedis();
        });
}
