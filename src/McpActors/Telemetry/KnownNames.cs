using System.Collections.Concurrent;
using McpActors.Servers;

namespace McpActors.Telemetry;

/// <summary>
/// The tools and prompts that a server has itself shown to have, by a list or by an answer. Only these are named in metrics: models ask for
/// names of their own making, and each would be a time series for ever. Thread-safe.
/// </summary>
internal sealed class KnownNames
{
    // More than anybody looks at one by one; a server may take any name, or list names without end.
    private const int Most = 1000;

    private readonly ConcurrentDictionary<(Type Request, string Name), bool> _names = new();
    private int _count;

    public bool Has(IServerRequest request) => KeyOf(request) is { } key && _names.ContainsKey(key);

    /// <summary>It was answered as one that the server knows.</summary>
    public void Add(IServerRequest request)
    {
        if (KeyOf(request) is { } key) Add(key);
    }

    public void AddTools(IEnumerable<string> names)
    {
        foreach (var name in names) Add((typeof(CallTool), name));
    }

    public void AddPrompts(IEnumerable<string> names)
    {
        foreach (var name in names) Add((typeof(GetPrompt), name));
    }

    private static (Type Request, string Name)? KeyOf(IServerRequest request) => request switch
    {
        CallTool call => (typeof(CallTool), call.Tool),
        GetPrompt get => (typeof(GetPrompt), get.Prompt),
        _ => null,
    };

    private void Add((Type Request, string Name) key)
    {
        if (Volatile.Read(ref _count) < Most && _names.TryAdd(key, true)) Interlocked.Increment(ref _count);
    }
}
