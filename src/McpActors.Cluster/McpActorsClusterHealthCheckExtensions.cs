using Akka.Hosting;
using McpActors.Cluster.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Cluster;

/// <summary>A node of a cluster among a host's health checks.</summary>
public static class McpActorsClusterHealthCheckExtensions
{
    private static readonly string[] DefaultTags = ["ready"];

    /// <summary>
    /// Adds a readiness check that is healthy while this node is Up, and unhealthy before it has joined the cluster and from when it leaves:
    /// <c>akka.WithMcpActorsCluster().WithMcpActorsClusterHealthCheck()</c>, and <c>services.AddHealthChecks()</c>, which runs it. It answers at once.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="name">The name of the check; a later check of the same name replaces an earlier one.</param>
    /// <param name="failureStatus">The status that stands for unhealthy; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Its tags, to choose among checks; null for <c>ready</c>. Akka.Hosting adds <c>akka</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>It is no liveness check: a node that waits for its seed nodes is not to be restarted for that.</remarks>
    public static AkkaConfigurationBuilder WithMcpActorsClusterHealthCheck(
        this AkkaConfigurationBuilder builder,
        string name = "mcp-actors-cluster",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithHealthCheck(name, new NodeUpHealthCheck(), failureStatus, tags ?? DefaultTags);
    }
}
