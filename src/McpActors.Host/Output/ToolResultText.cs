using System.Text.Json;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Host.Output;

/// <summary>A tool's result as text: text content unchanged, other content as JSON.</summary>
internal static class ToolResultText
{
    private static readonly JsonSerializerOptions Indented = new(ProtocolJson.Options) { WriteIndented = true };

    /// <summary>
    /// The content, block by block; structured content only if there is no other, because it repeats the text.
    /// </summary>
    public static string Of(CallToolResult result) => (result.Content, result.StructuredContent) switch
    {
        ({ Count: > 0 } content, _) => string.Join('\n', content.Select(Of)),
        (_, { } structured) => structured.GetRawText(),
        _ => "",
    };

    /// <summary>The whole result as JSON.</summary>
    public static string Json(CallToolResult result) =>
        JsonSerializer.Serialize(result, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<CallToolResult>)Indented.GetTypeInfo(typeof(CallToolResult)));

    private static string Of(ContentBlock block) =>
        block is TextContentBlock text ? text.Text : JsonSerializer.Serialize(block, ProtocolJson.Options.GetTypeInfo(typeof(ContentBlock)));
}
