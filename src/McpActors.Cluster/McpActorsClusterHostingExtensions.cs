using Akka.Hosting;
using McpActors.Hosting;

namespace McpActors.Cluster;

/// <summary>Adds a cluster node to an actor system of Akka.Hosting.</summary>
public static class McpActorsClusterHostingExtensions
{
    /// <summary>
    /// Starts McpActors as a cluster node: like <c>WithMcpActors</c>, but with <see cref="McpActorsCluster"/>.
    /// Hostname, port, roles and seed nodes are Akka.NET's own settings: use HOCON, or <c>WithRemoting</c> and
    /// <c>WithClustering</c> of Akka.Cluster.Hosting.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="role">The role of the nodes that can lead. The default value is null, for
    /// <c>mcp-actors.cluster.role</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configure it with <c>WithMcpActors(mcp => ...)</c>, before or after this call.</remarks>
    public static AkkaConfigurationBuilder WithMcpActorsCluster(this AkkaConfigurationBuilder builder, string? role = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (role is not null) builder.AddHocon($"mcp-actors.cluster.role = \"{role}\"", HoconAddMode.Prepend);
        return builder
            // Prepended, to override what WithClustering and others add, wherever they are called.
            .AddHocon(ClusterDefaults.Guards, HoconAddMode.Prepend)
            .AddHocon(McpActorsCluster.DefaultConfig(), HoconAddMode.Append)
            .WithMcpActors()
            .WithActors((system, registry) =>
            {
                var cluster = McpActorsCluster.Get(system);
                // An earlier WithMcpActors has registered this node's own actors.
                registry.Register<McpServers>(cluster.Servers, overwrite: true);
                registry.Register<McpSessions>(cluster.Sessions, overwrite: true);
                registry.Register<McpScheduler>(cluster.Scheduler, overwrite: true);
            });
    }
}
