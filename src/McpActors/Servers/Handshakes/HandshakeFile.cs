using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Processes.Files;

namespace McpActors.Servers;

/// <summary>
/// The remembered handshakes on disk, in the runtime directory. All hosts of the user share the file, so each host
/// merges only its own changes into it. A torn or foreign file counts as missing. For one caller at a time.
/// </summary>
internal sealed class HandshakeFile(string folder)
{
    public const string Name = "handshakes.json";

    private const int Version = 1;
    private const int MostBytes = 1 << 20;

    // A line has about 150 bytes. The oldest lines are removed first.
    private const int MostServers = 2000;

    private readonly PrivateFile _file = new(folder, Name);

    /// <summary>
    /// Reads the remembered servers by fingerprint: none if the file is missing or another program's.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read the file.</exception>
    public Dictionary<string, LearntServer> Read()
    {
        var servers = new Dictionary<string, LearntServer>(StringComparer.Ordinal);
        if (_file.Read(MostBytes) is not { } content) return servers;
        try
        {
            if (JsonSerializer.Deserialize(content, HandshakeJson.Default.HandshakeContent) is not { Version: Version, Servers: { } found }) return servers;
            foreach (var (fingerprint, server) in found)
                if (server is not null) servers[fingerprint] = server;
        }
        catch (JsonException)
        {
            // A torn or foreign file is replaced with the next write.
        }
        return servers;
    }

    /// <summary>Merges changes into the file; an empty change removes its line.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write the file.</exception>
    public void Write(IReadOnlyDictionary<string, LearntServer> changes)
    {
        var servers = Read();
        foreach (var (fingerprint, server) in changes)
        {
            if (server.IsEmpty) servers.Remove(fingerprint);
            else servers[fingerprint] = server;
        }
        var kept = servers.OrderByDescending(server => server.Value.Since).Take(MostServers).ToDictionary(StringComparer.Ordinal);
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(new HandshakeContent(Version, kept), HandshakeJson.Default.HandshakeContent));
    }
}

/// <summary>The file's content.</summary>
internal sealed record HandshakeContent(int Version, Dictionary<string, LearntServer>? Servers);

[JsonSerializable(typeof(HandshakeContent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
internal sealed partial class HandshakeJson : JsonSerializerContext;
