using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using McpActors.Processes.Ledger;

namespace McpActors.Telemetry;

/// <summary>
/// The current numbers of processes, from the ledgers of this program's hosts, and of sessions. Thread-safe.
/// </summary>
internal static class HostGauges
{
    private static readonly ConcurrentDictionary<LeaseLedger, string> Hosts = new();

    static HostGauges()
    {
        McpActorsTelemetry.Meter.CreateObservableUpDownCounter(
            "mcpactors.processes", Processes, "{process}", "Leases that are not extinct, by server and state.");
        McpActorsTelemetry.Meter.CreateObservableUpDownCounter(
            "mcpactors.sessions", Sessions, "{session}", "Open sessions, by server.");
        McpActorsTelemetry.Meter.CreateObservableGauge(
            "mcpactors.session_directory.available", Directories, null, "1 while a shared session directory works, 0 while it does not.");
    }

    /// <summary>Adds a host, until <see cref="Leave"/>.</summary>
    public static void Join(string system, LeaseLedger ledger) => Hosts[ledger] = system;

    public static void Leave(LeaseLedger ledger) => Hosts.TryRemove(ledger, out _);

    private static IEnumerable<Measurement<int>> Processes() =>
        from host in Hosts
        from leases in host.Key.Open.GroupBy(lease => (lease.Server, lease.State))
        select new Measurement<int>(
            leases.Count(),
            new(McpActorsTelemetry.SystemTag, host.Value),
            new(McpActorsTelemetry.ServerTag, leases.Key.Server),
            new("mcpactors.process.state", leases.Key.State.ToString().ToLowerInvariant()));

    private static IEnumerable<Measurement<int>> Sessions() => OpenSessions.All().Select(open => new Measurement<int>(
        open.Count, new(McpActorsTelemetry.SystemTag, open.System), new(McpActorsTelemetry.ServerTag, open.Server)));

    private static IEnumerable<Measurement<int>> Directories() => SessionDirectories.All().Select(
        one => new Measurement<int>(one.IsAvailable ? 1 : 0, new KeyValuePair<string, object?>(McpActorsTelemetry.SystemTag, one.System)));
}
