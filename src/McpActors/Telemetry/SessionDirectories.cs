using System.Collections.Concurrent;

namespace McpActors.Telemetry;

/// <summary>Whether the session directory of each actor system works, once it has said so. Thread-safe.</summary>
internal static class SessionDirectories
{
    private static readonly ConcurrentDictionary<string, bool> Available = new();

    public static void Set(string system, bool isAvailable) => Available[system] = isAvailable;

    public static void Leave(string system) => Available.TryRemove(system, out _);

    public static IEnumerable<(string System, bool IsAvailable)> All() => Available.Select(one => (one.Key, one.Value));
}
