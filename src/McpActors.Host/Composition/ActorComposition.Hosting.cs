using Akka.Configuration;
using Akka.Hosting;
using McpActors.Cluster;
using McpActors.Configuration;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace McpActors.Host.Composition;

/// <summary>The actor system in the generic host, as Akka.Hosting does it. Its counterpart is for builds without that package.</summary>
internal static class ActorComposition
{
    public const string AkkaOrigin = "official package";

    /// <summary>Whether this build can be a node of a cluster.</summary>
    public static bool HasCluster => true;

    /// <summary>Adds the actor system, which is there as a service, and starts and ends with the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="config">The configuration of the system.</param>
    public static void Add(IServiceCollection services, Config config) =>
        services.AddAkka(HostedActors.SystemName, builder =>
        {
            builder.AddHocon(config, HoconAddMode.Prepend);
            if (SettingsReader.Read(config).Cluster.Enabled) builder.WithActors(ClusterLines.Start).WithMcpActorsCluster();
            else builder.WithMcpActors();
        });
}
