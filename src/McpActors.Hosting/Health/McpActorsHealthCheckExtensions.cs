using Akka.Actor;
using Akka.Hosting;
using McpActors.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Hosting;

/// <summary>Adds McpActors to a host's health checks.</summary>
public static class McpActorsHealthCheckExtensions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds a health check: <c>services.AddHealthChecks().AddMcpActors()</c>. It is degraded while a server is parked
    /// (it ended too often, or can never start). It is unhealthy while an orphan resists (a process without an owner
    /// that lives two seconds longer than its ladder), or if the actors do not answer.
    /// </summary>
    /// <param name="builder">The health checks builder.</param>
    /// <param name="name">The name of the check. The default value is <c>mcp-actors</c>.</param>
    /// <param name="failureStatus">The status to report for unhealthy. The default value is null, for
    /// <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags that select checks. The default value is null, for none.</param>
    /// <param name="timeout">The longest wait for the actors. The default value is null, for 5 seconds.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <see cref="WithMcpActorsHealthCheck"/> adds the same check: to use both, give one of them another name.
    /// </remarks>
    public static IHealthChecksBuilder AddMcpActors(
        this IHealthChecksBuilder builder,
        string name = "mcp-actors",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, provider => new McpActorsHealthCheck(provider.GetRequiredService<ActorSystem>()), failureStatus, tags, timeout ?? DefaultTimeout));
    }

    /// <summary>
    /// Adds the check of <see cref="AddMcpActors"/> to Akka.Hosting's own checks, which
    /// <c>services.AddHealthChecks()</c> runs together with the others:
    /// <c>akka.WithMcpActors().WithMcpActorsHealthCheck()</c>.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="name">The name of the check; a later check replaces an earlier one with the same name. The default
    /// value is <c>mcp-actors</c>.</param>
    /// <param name="failureStatus">The status to report for unhealthy. The default value is null, for
    /// <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags that select checks; Akka.Hosting adds <c>akka</c>. The default value is null, for
    /// none.</param>
    /// <param name="timeout">The longest wait for the actors. The default value is null, for 5 seconds.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActorsHealthCheck(
        this AkkaConfigurationBuilder builder,
        string name = "mcp-actors",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithHealthCheck(name, new McpActorsAkkaHealthCheck(), failureStatus, tags, timeout ?? DefaultTimeout);
    }
}
