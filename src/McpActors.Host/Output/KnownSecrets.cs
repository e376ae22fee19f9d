using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>
/// The secrets of all servers that this program has read, including those replaced by a reload, because their processes
/// may still write. A server's own output is redacted at its source; this covers the rest, such as one server's output
/// about another. Thread-safe.
/// </summary>
internal sealed class KnownSecrets
{
    private volatile SecretRedactor _all = SecretRedactor.None;

    public KnownSecrets(IEnumerable<ServerSettings> servers) => Add(servers);

    public void Add(IEnumerable<ServerSettings> servers) => _all = SecretRedactor.Of([_all, .. servers.Select(server => server.Secrets())]);

    public string Redact(string text) => _all.Redact(text);
}
