using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpActors.Host.Composition;

/// <summary>
/// The actor system in the generic host where no package source carries Akka.Hosting. It is deleted with AkkaSource=bundle.
/// </summary>
internal static class ActorComposition
{
    public const string AkkaOrigin = "stand-in taken from the package Neo.Express: to build and try, never to ship";

    /// <summary>Whether this build can be a node of a cluster.</summary>
    public static bool HasCluster => false;

    /// <summary>Adds the actor system, which is there as a service, and starts and ends with the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="config">The configuration of the system.</param>
    public static void Add(IServiceCollection services, Config config)
    {
        services.AddSingleton(_ => ActorSystem.Create(HostedActors.SystemName, config));
        services.AddHostedService(provider => new SystemService(provider.GetRequiredService<ActorSystem>()));
    }

    private sealed class SystemService(ActorSystem system) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            McpActorsExtension.Get(system);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
    }
}
