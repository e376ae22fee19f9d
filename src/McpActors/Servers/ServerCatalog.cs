using System.Collections.Concurrent;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// What is configured now. It outlives the actors: one that is restarted goes on with what was applied last, not with what it was created
/// with. Thread-safe.
/// </summary>
internal sealed class ServerCatalog(IEnumerable<ServerSettings> servers)
{
    private readonly ConcurrentDictionary<string, ServerSettings> _servers =
        new(servers.Select(server => KeyValuePair.Create(server.Name, server)), StringComparer.Ordinal);

    public IEnumerable<string> Names => _servers.Keys;

    public ServerSettings? Find(string name) => _servers.GetValueOrDefault(name);

    public void Put(ServerSettings server) => _servers[server.Name] = server;

    public void Remove(string name) => _servers.TryRemove(name, out _);
}
