using Akka.Actor;
using McpActors.Async;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpActors.Hosting;

/// <summary>McpActors for services that are not actors.</summary>
public static class McpActorsServiceExtensions
{
    /// <summary>
    /// Adds <see cref="IMcpServers"/>, for controllers and hosted services: <c>services.AddAkka("agents", akka => akka.WithMcpActors()).AddMcpActors()</c>.
    /// It is that of the container's actor system. Hosted services that use it belong after <c>AddAkka</c>: they then start after the actor system,
    /// and stop before it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMcpActors(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => McpActorsExtension.Get(provider.GetRequiredService<ActorSystem>()).AsyncServers);
        return services;
    }
}
