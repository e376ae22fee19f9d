using Akka.Configuration;
using Akka.Hosting;
using McpActors.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace McpActors.Host.Composition;

/// <summary>The actor system in the generic host, as Akka.Hosting does it. Its counterpart is for builds without that package.</summary>
internal static class ActorComposition
{
    public const string AkkaOrigin = "official package";

    /// <summary>Adds the actor system, which is there as a service, and starts and ends with the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="config">The configuration of the system.</param>
    public static void Add(IServiceCollection services, Config config) =>
        services.AddAkka(HostedActors.SystemName, builder => builder
            .AddHocon(config, HoconAddMode.Prepend)
            .WithMcpActors());
}
