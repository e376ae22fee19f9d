using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>
/// The JSON of servers as the MCP client's own types. The client reads all of a result or nothing of it: one odd tool takes all tools away, one unknown
/// content type takes the result. It cannot be configured to do otherwise, because its contexts are generated and its converters sealed. So what
/// servers say is read in this room, on our side of the stream: strictly first, and only where that fails by the item.
/// </summary>
internal static class ProtocolJson
{
    /// <summary>How deep a message may be nested. The serializer's own limit of 64 loses answers of real servers; a document of this depth is read without recursion.</summary>
    public const int Deepest = 1000;

    /// <summary>The client's options, for messages that are nested deeper.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>How a message is read.</summary>
    public static JsonTypeInfo<JsonRpcMessage> Message { get; } = Type<JsonRpcMessage>();

    public static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>A document that may be as deep as a message.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Deepest });

    /// <summary>The bytes of a result.</summary>
    public static byte[] Bytes(JsonNode? node) => JsonSerializer.SerializeToUtf8Bytes(node, Type<JsonNode?>());

    /// <summary>Writes a result over what is in a buffer.</summary>
    public static void Write(JsonNode? node, ArrayBufferWriter<byte> to)
    {
        to.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { MaxDepth = Deepest });
        JsonSerializer.Serialize(writer, node, Type<JsonNode?>());
    }

    /// <summary>Whether an exception tells of what was read, and of nothing else: JSON that is none, or that does not fit the type that it is read as.</summary>
    public static bool IsUnreadable(Exception error) =>
        error is JsonException or InvalidOperationException or FormatException or ArgumentException or NotSupportedException or OverflowException;

    /// <summary>Reads strictly. Null where the JSON does not fit.</summary>
    public static T? TryRead<T>(JsonElement json)
        where T : class
    {
        try
        {
            return json.Deserialize(Type<T>());
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    /// <inheritdoc cref="TryRead{T}(JsonElement)"/>
    public static T? TryRead<T>(JsonNode? json)
        where T : class
    {
        try
        {
            return json.Deserialize(Type<T>());
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(McpJsonUtilities.DefaultOptions) { MaxDepth = Deepest };
        options.MakeReadOnly();
        return options;
    }
}
