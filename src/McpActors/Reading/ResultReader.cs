using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>Results of requests. Each is read strictly first; where that fails, its parts are read one by one, and what nobody needs is left out.</summary>
internal static class ResultReader
{
    private static readonly string[] OfEveryResult = ["_meta", "resultType", "isError", "structuredContent"];

    /// <summary>The result of a tool. Content that cannot be read arrives as text with its JSON.</summary>
    public static CallToolResult ToolResult(JsonNode? result)
    {
        if (result is not null && ProtocolJson.TryRead<CallToolResult>(result) is { Content: { } content } whole
            && (content.Count > 0 ? content.All(block => block is not null) : whole.StructuredContent is not null || result.AsObject().ContainsKey("content")))
        {
            return whole;
        }
        return Loosely(result, json =>
        {
            if (json.ValueKind != JsonValueKind.Object) return new CallToolResult { Content = ContentReader.Blocks(json) };
            // The result as servers wrote it before there was content: bare, or under this name.
            if (json.TryGetProperty("toolResult", out var found)) return ToolResult(found.Deserialize(ProtocolJson.Type<JsonNode>()));
            var blocks = json.TryGetProperty("content", out found) ? ContentReader.Blocks(found) : null;
            var structured = json.TryGetProperty("structuredContent", out found) && found.ValueKind is not JsonValueKind.Null ? found.Clone() : (JsonElement?)null;
            return new CallToolResult
            {
                Content = blocks ?? (structured is null && json.EnumerateObject().Any(member => !OfEveryResult.Contains(member.Name)) ? [ContentReader.Text(json.GetRawText())] : []),
                StructuredContent = structured,
                IsError = json.TryGetProperty("isError", out found) ? IsTrue(found) : null,
                Meta = Meta(json),
            };
        });
    }

    /// <summary>A prompt, filled in. A message with several blocks becomes as many messages.</summary>
    public static GetPromptResult Prompt(JsonNode? result)
    {
        if (result is not null && ProtocolJson.TryRead<GetPromptResult>(result) is { Messages: { } messages } whole && messages.All(message => message is not null)) return whole;
        return Loosely(result, json => new GetPromptResult
        {
            Description = TextOf(json, "description"),
            Messages = [.. List(json, "messages").SelectMany(Messages)],
            Meta = Meta(json),
        });
    }

    /// <summary>The contents of a resource. A part without a URI belongs to the resource that was asked for.</summary>
    public static ReadResourceResult Resource(JsonNode? result, string uri)
    {
        if (result is not null && ProtocolJson.TryRead<ReadResourceResult>(result) is { Contents: { } contents } whole && contents.All(part => part is not null))
        {
            foreach (var part in contents.Where(part => part.Uri.Length == 0)) part.Uri = uri;
            return whole;
        }
        return Loosely(result, json => new ReadResourceResult
        {
            Contents = [.. List(json, "contents").Select(part => Contents(part, uri))],
            Meta = Meta(json),
        });
    }

    /// <summary>How an argument could go on. A value that is no text arrives as its JSON.</summary>
    public static Completion Completion(JsonNode? result)
    {
        if (result is not null && ProtocolJson.TryRead<CompleteResult>(result) is { Completion: { Values: { } values } whole } && values.All(value => value is not null)) return whole;
        return Loosely(result, json =>
        {
            var completion = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("completion", out var found) ? found : json;
            return new Completion
            {
                Values = [.. List(completion, "values").Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText())],
                HasMore = completion.ValueKind == JsonValueKind.Object && completion.TryGetProperty("hasMore", out found) ? IsTrue(found) : null,
            };
        });
    }

    private static T Loosely<T>(JsonNode? result, Func<JsonElement, T> read)
    {
        using var document = ProtocolJson.Parse(ProtocolJson.Bytes(result));
        return read(document.RootElement);
    }

    private static IEnumerable<PromptMessage> Messages(JsonElement message)
    {
        if (ProtocolJson.TryRead<PromptMessage>(message) is { } whole) return [whole];
        var role = TextOf(message, "role") is "assistant" ? Role.Assistant : Role.User;
        var content = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out var found) ? found : message;
        return ContentReader.Blocks(content).Select(block => new PromptMessage { Role = role, Content = block });
    }

    private static ResourceContents Contents(JsonElement part, string uri)
    {
        if (ProtocolJson.TryRead<ResourceContents>(part) is { } whole) return whole;
        var (own, type) = (TextOf(part, "uri") ?? uri, TextOf(part, "mimeType"));
        if (TextOf(part, "blob") is { } blob
            && ProtocolJson.TryRead<ResourceContents>(ItemReader.Compose([("uri", ItemReader.Text(own)), ("blob", ItemReader.Text(blob))])) is { } binary)
        {
            binary.MimeType = type;
            return binary;
        }
        var text = TextOf(part, "text") ?? (part.ValueKind == JsonValueKind.String ? part.GetString()! : part.GetRawText());
        return new TextResourceContents { Uri = own, MimeType = type, Text = text };
    }

    // A list, or the one thing that stands in its place.
    private static List<JsonElement> List(JsonElement json, string name)
    {
        if (json.ValueKind == JsonValueKind.Array) return [.. json.EnumerateArray()];
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null) return [];
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [list];
    }

    private static bool? IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetString(), out var said) => said,
        JsonValueKind.Number when value.TryGetInt32(out var number) => number != 0,
        _ => null,
    };

    private static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonObject? Meta(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("_meta", out var meta) && meta.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(meta.Clone())
            : null;
}
