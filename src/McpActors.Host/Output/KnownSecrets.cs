using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>
/// The secrets of all servers that this program has read, also of those that a reload has replaced: their processes may still speak. What one server
/// says is known by that server's secrets where it is said; this is for the rest, such as what one server says of another. Thread-safe.
/// </summary>
internal sealed class KnownSecrets
{
    private volatile SecretRedactor _all = SecretRedactor.None;

    public KnownSecrets(IEnumerable<ServerSettings> servers) => Add(servers);

    public void Add(IEnumerable<ServerSettings> servers) => _all = SecretRedactor.Of([_all, .. servers.Select(server => server.Secrets())]);

    public string Redact(string text) => _all.Redact(text);
}
