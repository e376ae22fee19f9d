using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Hosting.Health;

/// <summary><see cref="McpActorsHealthCheck"/> in Akka.Hosting's form, which passes the actor system.</summary>
internal sealed class McpActorsAkkaHealthCheck : IAkkaHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default) =>
        McpActorsHealthCheck.CheckAsync(context.ActorSystem, context.Registration, cancellationToken);
}
