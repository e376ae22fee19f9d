using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpActors.Processes;
using McpActors.Processes.Sweeping;
using McpActors.Reaping;
using McpActors.Sessions;

namespace McpActors.Telemetry.Events;

/// <summary>The counters and histograms that are fed by events.</summary>
internal static class HostCounters
{
    private static readonly Counter<long> Starts = Create("mcpactors.process.starts", "{start}", "Started processes.");
    private static readonly Counter<long> Restarts = Create("mcpactors.process.restarts", "{restart}", "Starts that replace a process that ended unexpectedly.");
    private static readonly Counter<long> Exits = Create("mcpactors.process.exits", "{exit}", "Processes that ended, by rung.");
    private static readonly Counter<long> Orphans = Create("mcpactors.orphans", "{orphan}", "Processes whose owner stopped before they were extinct.");
    private static readonly Counter<long> Strays = Create("mcpactors.strays", "{process}", "Processes without a lease found by sweeps, by outcome.");
    private static readonly Counter<long> Survivals = Create("mcpactors.survivals", "{process}", "Failed attempts of sweeps to end a process.");
    private static readonly Counter<long> SessionEnds = Create("mcpactors.session.ends", "{session}", "Sessions that ended, by reason.");
    private static readonly Histogram<double> ReadyTime = McpActorsTelemetry.Meter.CreateHistogram<double>(
        "mcpactors.process.ready.duration", "s", "Time from the start of a process to its answer to the handshake.");
    private static readonly Histogram<double> Sweeps = McpActorsTelemetry.Meter.CreateHistogram<double>(
        "mcpactors.sweep.duration", "s", "Duration of sweeps.");

    public static void Started(string server, bool again)
    {
        Starts.Add(1, Server(server));
        if (again) Restarts.Add(1, Server(server));
    }

    public static void Ready(string server, TimeSpan elapsed) => ReadyTime.Record(elapsed.TotalSeconds, Server(server));

    public static void Exited(string server, ExitReport exit, bool requested) => Exits.Add(1, new TagList
    {
        Server(server),
        { "mcpactors.rung", Word(exit.Rung) },
        { "mcpactors.exit.requested", requested },
        { "mcpactors.exit.confirmed", exit.Confirmed },
    });

    public static void Orphaned(string server) => Orphans.Add(1, Server(server));

    public static void Swept(SweepReport report)
    {
        Sweeps.Record(report.Elapsed.TotalSeconds, new KeyValuePair<string, object?>("mcpactors.sweep.scope", Word(report.Scope)));
        foreach (var stray in report.Processes.Concat(report.LeftAlone).Where(process => process.Standing is not (Standing.InUse or Standing.HandedOver)))
        {
            Strays.Add(1, new TagList
            {
                Server(stray.Server ?? ""),
                { "mcpactors.sweep.standing", Word(stray.Standing) },
                { "mcpactors.sweep.outcome", Word(stray.Outcome) },
            });
        }
    }

    public static void Survived(string? server) => Survivals.Add(1, Server(server ?? ""));

    public static void Ended(SessionEnded session) => SessionEnds.Add(1, Server(session.Server), new("mcpactors.session.end", Word(session.Reason)));

    private static KeyValuePair<string, object?> Server(string server) => new(McpActorsTelemetry.ServerTag, server);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static Counter<long> Create(string name, string unit, string description) =>
        McpActorsTelemetry.Meter.CreateCounter<long>(name, unit, description);
}
