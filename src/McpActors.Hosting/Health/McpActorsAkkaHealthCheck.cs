using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Hosting.Health;

/// <summary><see cref="McpActorsHealthCheck"/> as Akka.Hosting has its checks: with the actor system that it checks.</summary>
internal sealed class McpActorsAkkaHealthCheck : IAkkaHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default) =>
        McpActorsHealthCheck.CheckAsync(context.ActorSystem, context.Registration, cancellationToken);
}
