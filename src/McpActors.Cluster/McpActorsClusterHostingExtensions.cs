using Akka.Hosting;
using McpActors.Hosting;

namespace McpActors.Cluster;

/// <summary>A node of a cluster, for users of Akka.Hosting.</summary>
public static class McpActorsClusterHostingExtensions
{
    /// <summary>
    /// Starts McpActors as a node of a cluster: what <c>WithMcpActors</c> does, with <see cref="McpActorsCluster"/> in it. Hostname, port, roles and seed
    /// nodes are Akka.NET's own: from HOCON, or from Akka.Cluster.Hosting's <c>WithRemoting</c> and <c>WithClustering</c>.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="role">The role of the nodes of which one leads; null for what <c>mcp-actors.cluster.role</c> says.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>What is configured goes to <c>WithMcpActors(mcp => ...)</c>, which may stand before it or after it.</remarks>
    public static AkkaConfigurationBuilder WithMcpActorsCluster(this AkkaConfigurationBuilder builder, string? role = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (role is not null) builder.AddHocon($"mcp-actors.cluster.role = \"{role}\"", HoconAddMode.Prepend);
        return builder
            // Above what WithClustering and others add, wherever they stand.
            .AddHocon(ClusterDefaults.Guards, HoconAddMode.Prepend)
            .AddHocon(McpActorsCluster.DefaultConfig(), HoconAddMode.Append)
            .WithMcpActors()
            .WithActors((system, registry) =>
            {
                var cluster = McpActorsCluster.Get(system);
                // WithMcpActors, wherever it stood before, has registered those of this node alone.
                registry.Register<McpServers>(cluster.Servers, overwrite: true);
                registry.Register<McpSessions>(cluster.Sessions, overwrite: true);
                registry.Register<McpScheduler>(cluster.Scheduler, overwrite: true);
            });
    }
}
