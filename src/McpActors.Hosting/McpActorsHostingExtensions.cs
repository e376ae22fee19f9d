using Akka.Hosting;

namespace McpActors.Hosting;

/// <summary>McpActors for users of Akka.Hosting.</summary>
public static class McpActorsHostingExtensions
{
    /// <summary>
    /// Starts McpActors with the actor system, from <c>mcp-actors</c> in its configuration, and ends it with the system's coordinated
    /// shutdown. Registers the actors as <see cref="McpServers"/>, <see cref="McpScheduler"/> and <see cref="OrphanReaper"/>, so that
    /// <c>IRequiredActor&lt;McpServers&gt;</c> resolves them.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithActors((system, registry) =>
        {
            var actors = McpActorsExtension.Get(system);
            registry.Register<McpServers>(actors.Servers);
            registry.Register<McpScheduler>(actors.Scheduler);
            registry.Register<OrphanReaper>(actors.Reaper);
        });
    }
}
