using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>
/// The answers to <c>initialize</c> and <c>server/discover</c>. The client reads these itself, so they are put right before it gets them, and only where it
/// could not read them. Nothing is invented that decides how the server is spoken to.
/// </summary>
internal static class HandshakeReader
{
    // The first version that there was: what a server that names none can be expected to speak.
    private const string Oldest = "2024-11-05";

    private static readonly JsonElement NoMembers = JsonSerializer.SerializeToElement(new JsonObject());

    /// <summary>Whether the client reads the answers to this method by itself while it connects.</summary>
    public static bool IsOf(string method) => method is RequestMethods.Initialize or RequestMethods.ServerDiscover;

    /// <summary>The result as the client can read it; the same where it can already, or where nothing helps.</summary>
    public static JsonNode? Repair(string method, JsonNode? result)
    {
        var isInitialize = method == RequestMethods.Initialize;
        if (result is not JsonObject || (isInitialize ? ProtocolJson.TryRead<InitializeResult>(result) is not null : ProtocolJson.TryRead<DiscoverResult>(result) is not null))
            return result;
        using var document = ProtocolJson.Parse(ProtocolJson.Bytes(result));
        var said = document.RootElement;
        var capabilities = ("capabilities", Capabilities(said));
        if (isInitialize)
        {
            var required = new[] { ("protocolVersion", Version(said)), capabilities, ("serverInfo", ServerInfo(said)) };
            return ItemReader.Read<InitializeResult>(said, required, ItemReader.MembersOf<InitializeResult>(), out _) is { } initialized
                ? JsonSerializer.SerializeToNode(initialized, ProtocolJson.Type<InitializeResult>())
                : result;
        }
        if (!said.TryGetProperty("supportedVersions", out var versions)) return result;
        return ItemReader.Read<DiscoverResult>(said, [("supportedVersions", versions), capabilities], ItemReader.MembersOf<DiscoverResult>(), out _) is { } discovered
            ? JsonSerializer.SerializeToNode(discovered, ProtocolJson.Type<DiscoverResult>())
            : result;
    }

    private static JsonElement Version(JsonElement said) =>
        said.TryGetProperty("protocolVersion", out var version) && version.ValueKind == JsonValueKind.String ? version : ItemReader.Text(Oldest);

    // A server has each capability for which it writes anything but false or null: PHP writes [] for an object without members.
    private static JsonElement Capabilities(JsonElement said)
    {
        if (!said.TryGetProperty("capabilities", out var capabilities) || capabilities.ValueKind != JsonValueKind.Object) return NoMembers;
        var members = new List<(string, JsonElement)>();
        foreach (var member in capabilities.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Null or JsonValueKind.False) continue;
            var isRead = ProtocolJson.TryRead<ServerCapabilities>(ItemReader.Compose([(member.Name, member.Value)])) is not null;
            members.Add((member.Name, isRead ? member.Value : NoMembers));
        }
        return ItemReader.Compose(members);
    }

    private static JsonElement ServerInfo(JsonElement said)
    {
        if (!said.TryGetProperty("serverInfo", out var info) || info.ValueKind != JsonValueKind.Object) return Named(NoMembers);
        return ItemReader.Read<Implementation>(info, [("name", Member(info, "name", "unnamed")), ("version", Member(info, "version", "unknown"))],
            ItemReader.MembersOf<Implementation>(), out _) is { } read
            ? JsonSerializer.SerializeToElement(read, ProtocolJson.Type<Implementation>())
            : Named(info);
    }

    private static JsonElement Named(JsonElement info) =>
        ItemReader.Compose([("name", Member(info, "name", "unnamed")), ("version", Member(info, "version", "unknown"))]);

    private static JsonElement Member(JsonElement info, string name, string otherwise) =>
        !info.TryGetProperty(name, out var value) ? ItemReader.Text(otherwise)
        : value.ValueKind == JsonValueKind.String ? value
        : value.ValueKind is JsonValueKind.Number ? ItemReader.Text(value.GetRawText())
        : ItemReader.Text(otherwise);
}
