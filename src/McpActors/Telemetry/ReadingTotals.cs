using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace McpActors.Telemetry;

/// <summary>
/// The total time for which reading from a server was paused, and the number of its skipped messages, over all its
/// processes. The meter reads these totals, because a listener is the platform's code and must not run on the thread
/// that reads a server. Thread-safe.
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
            "Time for which a server was not read, because it sent more than max-notifications or max-server-requests.");
        McpActorsTelemetry.Meter.CreateObservableCounter(
            "mcpactors.reading.skipped",
            () => Measure(totals => Volatile.Read(ref totals._skipped)),
            "{message}",
            "Log messages, progress and list changes beyond max-notifications, skipped while calls waited for their answers.");
    }

    private ReadingTotals()
    {
    }

    /// <summary>
    /// The totals of one server. They are kept until the program ends, because counters never decrease.
    /// </summary>
    public static ReadingTotals Of(string server) => Servers.GetOrAdd(server, static _ => new ReadingTotals());

    public void Paused(TimeSpan time) => Interlocked.Add(ref _pausedTicks, time.Ticks);

    public void Skipped() => Interlocked.Increment(ref _skipped);

    private static IEnumerable<Measurement<T>> Measure<T>(Func<ReadingTotals, T> read)
        where T : struct => Servers.Select(server => new Measurement<T>(read(server.Value), new KeyValuePair<string, object?>(McpActorsTelemetry.ServerTag, server.Key)));
}
