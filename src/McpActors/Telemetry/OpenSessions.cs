using System.Collections.Concurrent;

namespace McpActors.Telemetry;

/// <summary>The number of open sessions, by server. Thread-safe.</summary>
internal static class OpenSessions
{
    private static readonly ConcurrentDictionary<(string System, string Server), int> Counts = new();

    public static void Opened(string system, string server) => Counts.AddOrUpdate((system, server), 1, (_, count) => count + 1);

    public static void Ended(string system, string server) => Counts.AddOrUpdate((system, server), 0, (_, count) => count - 1);

    public static IEnumerable<(string System, string Server, int Count)> All() =>
        Counts.Select(count => (count.Key.System, count.Key.Server, count.Value));
}
