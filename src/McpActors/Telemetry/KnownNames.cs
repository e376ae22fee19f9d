using System.Collections.Concurrent;
using ModelContextProtocol.Protocol;

namespace McpActors.Telemetry;

/// <summary>
/// The tools and prompts that a server is known to have, from a list or an answer. Metrics name only these: models
/// invent names, and each name would be a time series. Thread-safe.
/// </summary>
internal sealed class KnownNames
{
    // A server may accept any name or list any number of names.
    private const int Most = 1000;

    private readonly ConcurrentDictionary<(string Method, string Name), bool> _names = new();
    private int _count;

    public bool Has(IObservedRequest request) => KeyOf(request) is { } key && _names.ContainsKey(key);

    /// <summary>Adds the tool or prompt of a request that the server has answered.</summary>
    public void Add(IObservedRequest request)
    {
        if (KeyOf(request) is { } key) Add(key);
    }

    public void AddTools(IEnumerable<string> names)
    {
        foreach (var name in names) Add((RequestMethods.ToolsCall, name));
    }

    public void AddPrompts(IEnumerable<string> names)
    {
        foreach (var name in names) Add((RequestMethods.PromptsGet, name));
    }

    private static (string Method, string Name)? KeyOf(IObservedRequest request) => request.Target is { } name ? (request.Method, name) : null;

    private void Add((string Method, string Name) key)
    {
        if (Volatile.Read(ref _count) < Most && _names.TryAdd(key, true)) Interlocked.Increment(ref _count);
    }
}
