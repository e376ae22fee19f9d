using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Cluster.Wire;

/// <summary>Writes MCP types as MCP's own JSON, as the server wrote them.</summary>
internal sealed class McpValueConverter<T> : JsonConverter<T>
{
    private readonly JsonTypeInfo<T> _type = ProtocolJson.Type<T>();

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize(ref reader, _type);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, _type);
}

/// <summary>The converters of all MCP types in messages.</summary>
internal static class McpValueConverter
{
    public static IReadOnlyList<JsonConverter> All { get; } =
    [
        new McpValueConverter<CallToolResult>(),
        new McpValueConverter<Tool>(),
        new McpValueConverter<Prompt>(),
        new McpValueConverter<GetPromptResult>(),
        new McpValueConverter<Resource>(),
        new McpValueConverter<ResourceTemplate>(),
        new McpValueConverter<ReadResourceResult>(),
        new McpValueConverter<Completion>(),
        new McpValueConverter<Reference>(),
        new McpValueConverter<LoggingLevel>(),
    ];
}
