using System.Globalization;
using Akka.Actor;
using McpActors.Processes.Ledger;
using McpActors.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpActors.Hosting.Health;

/// <summary>
/// Degraded while a server is parked, because its requests are refused, and while the session directory is unavailable.
/// Unhealthy while an orphan resists: a process without an owner that has outlived its ladder. The data names servers
/// and processes. Thread-safe.
/// </summary>
internal sealed class McpActorsHealthCheck(ActorSystem system) : IHealthCheck
{
    // Time for the last rung, the proof, and its report.
    private static readonly TimeSpan LadderMargin = TimeSpan.FromSeconds(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        CheckAsync(system, context.Registration, cancellationToken);

    /// <param name="system">The actor system with McpActors.</param>
    /// <param name="registration">The host's registration of the check.</param>
    /// <param name="cancellationToken">Ends the wait for the actors.</param>
    public static async Task<HealthCheckResult> CheckAsync(ActorSystem system, HealthCheckRegistration registration, CancellationToken cancellationToken)
    {
        var actors = McpActorsExtension.Get(system);
        var servers = await actors.Client.GetServersAsync(cancellationToken).ConfigureAwait(false);
        return Judge(servers, actors.Ledger.Open, registration.FailureStatus, actors.SessionDirectory.Unavailable);
    }

    /// <param name="servers">The status of each server.</param>
    /// <param name="leases">The leases that are not extinct.</param>
    /// <param name="failure">The status to report for unhealthy.</param>
    /// <param name="directory">The reason why the session directory is unavailable; null if it works.</param>
    public static HealthCheckResult Judge(
        IReadOnlyList<ServerStatus> servers, IReadOnlyList<Lease> leases, HealthStatus failure, string? directory = null)
    {
        var parked = servers.Where(server => server.State == ServerState.Parked).ToDictionary(server => server.Server, server => server.Reason ?? "");
        var resisting = leases.Where(Resists).Select(Describe).ToList();
        var data = new Dictionary<string, object>();
        if (parked.Count > 0) data["parked"] = parked;
        if (resisting.Count > 0) data["resisting"] = resisting;
        if (directory is not null) data["session-directory"] = directory;
        if (resisting.Count > 0)
        {
            return new HealthCheckResult(failure, $"{Count(resisting.Count, "orphan resists", "orphans resist")}: {string.Join("; ", resisting)}", data: data);
        }
        var degraded = new List<string>();
        if (parked.Count > 0) degraded.Add($"{Count(parked.Count, "server is", "servers are")} parked: {string.Join(", ", parked.Keys)}");
        if (directory is not null) degraded.Add($"the session directory is unavailable: {directory}");
        return degraded.Count > 0
            ? HealthCheckResult.Degraded(string.Join("; ", degraded), data: data)
            : HealthCheckResult.Healthy(Count(servers.Count, "server", "servers"), data);
    }

    private static bool Resists(Lease lease) => lease.State == LeaseState.Orphaned && lease.Stopping > lease.Ladder + LadderMargin;

    private static string Describe(Lease lease) => string.Create(
        CultureInfo.InvariantCulture,
        $"server '{lease.Server}', lease {lease.Id}, pid {lease.Process?.Identity.Pid}, for {lease.Stopping?.TotalSeconds:0} s");

    private static string Count(int number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");
}
