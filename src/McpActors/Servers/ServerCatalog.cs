using System.Collections.Concurrent;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The current settings of all servers. The catalog outlives the actors, so that a restarted actor continues with the
/// settings that were applied last. Thread-safe.
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
