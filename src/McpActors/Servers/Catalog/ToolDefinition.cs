using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// A tool as a model sees it, as canonical JSON: name, title, description, schemas and annotations, with the members of each object in their order. Two tools that differ
/// only in the order of members or in white space have the same one.
/// </summary>
internal static class ToolDefinition
{
    public static string Of(Tool tool)
    {
        var all = JsonSerializer.SerializeToElement(tool, ProtocolJson.Type<Tool>());
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { MaxDepth = ProtocolJson.Deepest }))
        {
            Write(writer, all.EnumerateObject().Where(member => member.Name is "name" or "title" or "description" or "inputSchema" or "outputSchema" or "annotations"));
        }
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>64 hexadecimal digits.</summary>
    public static string Fingerprint(string definition) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition)));

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Write(writer, value.EnumerateObject());
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<JsonProperty> members)
    {
        writer.WriteStartObject();
        foreach (var member in members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }
        writer.WriteEndObject();
    }
}
