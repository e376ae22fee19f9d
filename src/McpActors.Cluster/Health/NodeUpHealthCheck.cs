using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Cluster.Health;

/// <summary>Healthy while this node is Up, because only then it takes jobs and sessions of the cluster.</summary>
internal sealed class NodeUpHealthCheck : IAkkaHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var cluster = Akka.Cluster.Cluster.Get(context.ActorSystem);
        var result = Judge(cluster.SelfMember.Status, cluster.IsTerminated, cluster.SelfAddress.ToString(), context.Registration.FailureStatus);
        return Task.FromResult(result);
    }

    /// <param name="status">The node's status in the cluster.</param>
    /// <param name="isTerminated">Whether the node has left the cluster; its status is then outdated.</param>
    /// <param name="address">The node's address.</param>
    /// <param name="failure">The status to report for unhealthy.</param>
    public static HealthCheckResult Judge(MemberStatus status, bool isTerminated, string address, HealthStatus failure) =>
        isTerminated ? new HealthCheckResult(failure, $"{address} has left the cluster") : status switch
        {
            MemberStatus.Up => HealthCheckResult.Healthy($"{address} is Up"),
            // Akka.Cluster's status of a node that has not joined yet.
            MemberStatus.Removed => new HealthCheckResult(failure, $"{address} has not joined the cluster: it has not been admitted by a seed node"),
            _ => new HealthCheckResult(failure, $"{address} is {status} instead of Up"),
        };
}
