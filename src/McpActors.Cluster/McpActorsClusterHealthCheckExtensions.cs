using Akka.Hosting;
using McpActors.Cluster.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Cluster;

/// <summary>Adds a cluster node to a host's health checks.</summary>
public static class McpActorsClusterHealthCheckExtensions
{
    private static readonly string[] DefaultTags = ["ready"];

    /// <summary>
    /// Adds a readiness check that is healthy while this node is Up, and unhealthy before it has joined the cluster and
    /// after it begins to leave: <c>akka.WithMcpActorsCluster().WithMcpActorsClusterHealthCheck()</c>, together with
    /// <c>services.AddHealthChecks()</c>, which runs it. It answers at once.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="name">The name of the check; a later check replaces an earlier one with the same name. The default
    /// value is <c>mcp-actors-cluster</c>.</param>
    /// <param name="failureStatus">The status to report for unhealthy. The default value is null, for
    /// <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags that select checks; Akka.Hosting adds <c>akka</c>. The default value is null, for
    /// <c>ready</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Do not use it as a liveness check: a node that waits for its seed nodes must not be restarted.
    /// </remarks>
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
