using System.Collections.Concurrent;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>Logs the faults of a server's answers: each once, and only a limited number. Thread-safe.</summary>
internal sealed class Warnings(ServerSettings settings, Action<string> warn)
{
    private const int Most = 50;

    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);
    private int _count;

    public void Say(string what)
    {
        if (Volatile.Read(ref _count) >= Most || !_said.TryAdd(what, true)) return;
        if (Interlocked.Increment(ref _count) <= Most) warn(ServerWords.Of(settings, what));
    }
}
