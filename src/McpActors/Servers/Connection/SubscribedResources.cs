using System.Collections.Concurrent;

namespace McpActors.Servers;

/// <summary>
/// The resources with a subscription of an instance. They outlive its processes; each new process is subscribed to
/// again. Thread-safe.
/// </summary>
internal sealed class SubscribedResources
{
    private readonly ConcurrentDictionary<string, bool> _uris = new(StringComparer.Ordinal);

    public IEnumerable<string> All => _uris.Keys;

    public void Add(string uri) => _uris[uri] = true;

    public void Remove(string uri) => _uris.TryRemove(uri, out _);
}
