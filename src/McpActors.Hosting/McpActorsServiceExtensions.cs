using Akka.Actor;
using McpActors.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpActors.Hosting;

/// <summary>Makes McpActors available to services that are not actors.</summary>
public static class McpActorsServiceExtensions
{
    /// <summary>
    /// Adds <see cref="IMcpServers"/> of the container's actor system, for controllers and hosted services:
    /// <c>services.AddAkka("agents", akka => akka.WithMcpActors()).AddMcpActors()</c>. Register hosted services that
    /// use it after <c>AddAkka</c>, so that they start after the actor system and stop before it.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddMcpActors(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => McpActorsExtension.Get(provider.GetRequiredService<ActorSystem>()).Client);
        return services;
    }
}
