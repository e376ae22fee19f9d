using Akka.Actor;
using Akka.Hosting;
using McpActors.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Hosting;

/// <summary>McpActors among a host's health checks.</summary>
public static class McpActorsHealthCheckExtensions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds a check that is degraded while a server is parked (ended too often, or can never start), and unhealthy while an orphan resists (a
    /// process that lives two seconds longer than its ladder, without an owner), or the actors do not answer: <c>services.AddHealthChecks().AddMcpActors()</c>.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">What the check is called.</param>
    /// <param name="failureStatus">What it says for unhealthy; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Its tags, to choose among checks.</param>
    /// <param name="timeout">How long it waits for the actors; null for 5 seconds.</param>
    /// <returns>The same health checks.</returns>
    /// <remarks><see cref="WithMcpActorsHealthCheck"/> adds the same check: where both are used, one of them needs another name.</remarks>
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
    /// Adds the check of <see cref="AddMcpActors"/> to Akka.Hosting's own, which <c>services.AddHealthChecks()</c> runs beside the others:
    /// <c>akka.WithMcpActors().WithMcpActorsHealthCheck()</c>.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="name">The name of the check; a later check of the same name replaces an earlier one.</param>
    /// <param name="failureStatus">The status that stands for unhealthy; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Its tags, to choose among checks; Akka.Hosting adds <c>akka</c>.</param>
    /// <param name="timeout">How long it waits for the actors; null for 5 seconds.</param>
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
