using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Configuration;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>The accepted tools of a server as a file holds them.</summary>
internal static class PinFile
{
    private const int Version = 1;

    /// <summary>The file of a server: by its name and by how it is started, whatever version of it that starts.</summary>
    public static string Name(ServerSettings settings)
    {
        var parts = new[] { settings.Name, settings.Secrets().CommandLine(settings.Command, settings.Arguments), settings.WorkingDirectory };
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))}.pins";
    }

    public static byte[] Write(string server, IReadOnlyDictionary<string, string> tools) =>
        JsonSerializer.SerializeToUtf8Bytes(new PinContent(Version, server, tools), PinJson.Default.PinContent);

    /// <summary>Reads the accepted definitions by tool; null where the file is torn, of another version or of another server.</summary>
    public static Dictionary<string, string>? Read(byte[] bytes, string server)
    {
        try
        {
            var content = JsonSerializer.Deserialize(bytes, PinJson.Default.PinContent);
            if (content is not { Version: Version, Tools: { } tools } || content.Server != server) return null;
            foreach (var definition in tools.Values) ProtocolJson.Parse(Encoding.UTF8.GetBytes(definition)).Dispose();
            return new Dictionary<string, string>(tools, StringComparer.Ordinal);
        }
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
        {
            return null;
        }
    }
}

/// <summary>The file's content: the canonical definition of each accepted tool, by its name.</summary>
internal sealed record PinContent(int Version, string Server, IReadOnlyDictionary<string, string>? Tools);

[JsonSerializable(typeof(PinContent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class PinJson : JsonSerializerContext;
