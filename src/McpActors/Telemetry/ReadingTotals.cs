using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace McpActors.Telemetry;

/// <summary>
/// How long reading from a server was paused, and how much of what it said was skipped, over all of its processes. Kept here and read by the meter: a
/// listener is somebody else's code, and must not run where a server is read. Thread-safe.
/// </summary>
internal sealed class ReadingTotals
{
    private static readonly ConcurrentDictionary<string, ReadingTotals> Servers = new(StringComparer.Ordinal);

    private long _pausedTicks;
    private long _skipped;

    static ReadingTotals()
    {
        McpActorsTelemetry.Meter.CreateObservableCounter(
            "mcpactors.reading.paused",
            () => Measure(totals => TimeSpan.FromTicks(Volatile.Read(ref totals._pausedTicks)).TotalSeconds),
            "s",
            "How long a server was not read, because it said more than max-notifications or asked more than max-server-requests.");
        McpActorsTelemetry.Meter.CreateObservableCounter(
            "mcpactors.reading.skipped",
            () => Measure(totals => Volatile.Read(ref totals._skipped)),
            "{message}",
            "Log messages, progress and list changes beyond max-notifications that were not read while calls waited for their answers.");
    }

    private ReadingTotals()
    {
    }

    /// <summary>Those of one server; they are kept for as long as the program runs, as counters have to be.</summary>
    public static ReadingTotals Of(string server) => Servers.GetOrAdd(server, static _ => new ReadingTotals());

    public void Paused(TimeSpan time) => Interlocked.Add(ref _pausedTicks, time.Ticks);

    public void Skipped() => Interlocked.Increment(ref _skipped);

    private static IEnumerable<Measurement<T>> Measure<T>(Func<ReadingTotals, T> read)
        where T : struct => Servers.Select(server => new Measurement<T>(read(server.Value), new KeyValuePair<string, object?>(McpActorsTelemetry.ServerTag, server.Key)));
}
