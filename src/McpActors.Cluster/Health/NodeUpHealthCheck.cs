using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Cluster.Health;

/// <summary>Healthy while this node is Up: it then takes jobs and sessions of the cluster, and so may take requests.</summary>
internal sealed class NodeUpHealthCheck : IAkkaHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var cluster = Akka.Cluster.Cluster.Get(context.ActorSystem);
        var result = Judge(cluster.SelfMember.Status, cluster.IsTerminated, cluster.SelfAddress.ToString(), context.Registration.FailureStatus);
        return Task.FromResult(result);
    }

    /// <param name="status">What the cluster knows of this node.</param>
    /// <param name="isTerminated">Whether the node's part of the cluster has ended: its status is then as old as that.</param>
    /// <param name="address">The node's address.</param>
    /// <param name="failure">What unhealthy is called here.</param>
    public static HealthCheckResult Judge(MemberStatus status, bool isTerminated, string address, HealthStatus failure) =>
        isTerminated ? new HealthCheckResult(failure, $"{address} has left the cluster") : status switch
        {
            MemberStatus.Up => HealthCheckResult.Healthy($"{address} is Up"),
            // How Akka.Cluster calls a node that is no member yet.
            MemberStatus.Removed => new HealthCheckResult(failure, $"{address} has not joined the cluster: no seed node has let it in"),
            _ => new HealthCheckResult(failure, $"{address} is {status}, and not Up"),
        };
}
