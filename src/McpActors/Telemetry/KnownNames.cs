using System.Collections.Concurrent;
using ModelContextProtocol.Protocol;

namespace McpActors.Telemetry;

/// <summary>
/// The tools and prompts that a server has itself shown to have, by a list or by an answer. Only these are named in metrics: models ask for
/// names of their own making, and each would be a time series for ever. Thread-safe.
/// </summary>
internal sealed class KnownNames
{
    // More than anybody looks at one by one; a server may take any name, or list names without end.
    private const int Most = 1000;

    private readonly ConcurrentDictionary<(string Method, string Name), bool> _names = new();
    private int _count;

    public bool Has(IObservedRequest request) => KeyOf(request) is { } key && _names.ContainsKey(key);

    /// <summary>It was answered as one that the server knows.</summary>
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
