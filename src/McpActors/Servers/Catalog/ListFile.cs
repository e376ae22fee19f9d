using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>A list as a file holds it. A file that is torn, of another version or of another definition is as good as none.</summary>
internal static class ListFile
{
    private const int Version = 1;

    public static string Name(ListKind kind, string definition) => $"{definition}.{kind.ToString().ToLowerInvariant()}.json";

    /// <param name="kind">Which list it is.</param>
    /// <param name="definition">Whose list it is.</param>
    /// <param name="list">The list.</param>
    /// <param name="hash">The hash of everything but the time.</param>
    public static byte[] Write(ListKind kind, string definition, KnownList list, out string hash)
    {
        var privateTo = list.Hints.IsPrivate ? list.Environment : null;
        var content = new ListContent(Version, definition, kind, list.Hints.Ttl, privateTo, list.Answer.Problems, ListFormats.Write(list.Answer), list.ReadAt);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content, ListJson.Default.ListContent);
        // The time is the last member, so the hash is that of all bytes before it.
        hash = Convert.ToHexString(SHA256.HashData(bytes.AsSpan(0, bytes.AsSpan().LastIndexOf("\"readAt\""u8))));
        return bytes;
    }

    public static KnownList? Read(byte[] bytes, ListKind kind, string server, string definition)
    {
        try
        {
            using var document = ProtocolJson.Parse(bytes);
            // The newer of two versions may mean something else by the same members.
            if (!document.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || number != Version) return null;
            if (document.RootElement.Deserialize(ListJson.Default.ListContent) is not { } content) return null;
            if (content.Definition != definition || content.Kind != kind || content.Ttl < TimeSpan.Zero) return null;
            var answer = ListFormats.Read(kind, server, content.Result, content.Problems ?? []);
            return answer is null ? null : new KnownList(answer, content.ReadAt, new ListHints(content.Ttl, content.PrivateTo is not null), content.PrivateTo ?? "");
        }
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
        {
            return null;
        }
    }
}

/// <summary>The file's content.</summary>
/// <param name="Version">The version of the format.</param>
/// <param name="Definition">Whose list it is.</param>
/// <param name="Kind">Which list it is.</param>
/// <param name="Ttl">For how long it is fresh; null where the server does not say.</param>
/// <param name="PrivateTo">The environment that it was made for; null where it is for everybody.</param>
/// <param name="Problems">The faults of the list.</param>
/// <param name="Result">The list, as the protocol has it.</param>
/// <param name="ReadAt">When it was read. The last member of the file.</param>
internal sealed record ListContent(
    int Version, string Definition, ListKind Kind, TimeSpan? Ttl, string? PrivateTo, IReadOnlyList<string>? Problems, JsonElement Result, DateTimeOffset ReadAt);

[JsonSerializable(typeof(ListContent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, MaxDepth = ProtocolJson.Deepest + 8)]
internal sealed partial class ListJson : JsonSerializerContext;
