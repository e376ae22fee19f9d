using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Host.Output;

/// <summary>A tool's result as text: text as it is, everything else as the JSON that came.</summary>
internal static class ToolResultText
{
    private static readonly JsonSerializerOptions Indented = new(McpJsonUtilities.DefaultOptions) { WriteIndented = true };

    /// <summary>The content, block by block; the structured content only where there is no other, because it says the same again.</summary>
    public static string Of(CallToolResult result) => (result.Content, result.StructuredContent) switch
    {
        ({ Count: > 0 } content, _) => string.Join('\n', content.Select(Of)),
        (_, { } structured) => structured.GetRawText(),
        _ => "",
    };

    /// <summary>The whole result.</summary>
    public static string Json(CallToolResult result) =>
        JsonSerializer.Serialize(result, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<CallToolResult>)Indented.GetTypeInfo(typeof(CallToolResult)));

    private static string Of(ContentBlock block) =>
        block is TextContentBlock text ? text.Text : JsonSerializer.Serialize(block, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ContentBlock)));
}
