using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>Content blocks, each for itself: one that cannot be read arrives as text with its JSON.</summary>
internal static class ContentReader
{
    private static readonly JsonElement TextType = ItemReader.Text("text");

    // Members that any block may have, and members of links. All others are required by the type of the block.
    private static readonly string[] Optional = ["annotations", "_meta", "title", "description", "size", "icons", "structuredContent", "isError"];

    // In the order in which they are looked for: a block has those of its type.
    private static readonly string[] Required = ["type", "text", "data", "mimeType", "uri", "name", "resource", "id", "input", "toolUseId", "content"];

    /// <summary>The blocks of a list, of one block without a list, or of a text.</summary>
    public static List<ContentBlock> Blocks(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.Array => [.. content.EnumerateArray().Select(Block)],
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => [Block(content)],
    };

    public static ContentBlock Block(JsonElement block)
    {
        if (block.ValueKind == JsonValueKind.String) return Text(block.GetString()!);
        if (block.ValueKind != JsonValueKind.Object) return Text(block.GetRawText());
        if (ProtocolJson.TryRead<ContentBlock>(block) is { } whole) return whole;
        var required = Required.Where(name => block.TryGetProperty(name, out _)).Select(name => (name, block.GetProperty(name))).ToList();
        return ItemReader.Read<ContentBlock>(block, required, Optional, out _) ?? Partly(block);
    }

    /// <summary>A text of ours.</summary>
    public static TextContentBlock Text(string text) => new() { Text = text };

    private static ContentBlock Partly(JsonElement block)
    {
        // A number or an object where a text should be: many servers forget to write it as one.
        if (block.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("text") && block.TryGetProperty("text", out var text))
        {
            var written = text.ValueKind is JsonValueKind.Null ? "" : text.ValueKind is JsonValueKind.String ? text.GetString()! : text.GetRawText();
            return ItemReader.Read<ContentBlock>(block, [("type", TextType), ("text", ItemReader.Text(written))], Optional, out _) ?? Text(written);
        }
        return Text(block.GetRawText());
    }
}
