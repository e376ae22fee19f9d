using System.Text.Json;
using System.Text.RegularExpressions;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Converts HOCON to JSON. Unquoted JSON numbers, <c>true</c>, <c>false</c> and <c>null</c> keep their type; everything
/// else, such as <c>"5"</c>, <c>on</c> or <c>5s</c>, becomes a string. Akka.NET's own parser drops quotes: there "5" is
/// a number.
/// </summary>
internal static partial class JsonArguments
{
    public static IReadOnlyDictionary<string, JsonElement> Of(ObjectNode node) =>
        node.Members.ToDictionary(m => m.Key, m => ToJson(m.Value), StringComparer.Ordinal);

    private static JsonElement ToJson(Node node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) Write(node, writer);
        using var document = JsonDocument.Parse(buffer.ToArray(), new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    private static void Write(Node node, Utf8JsonWriter to)
    {
        switch (node)
        {
            case ObjectNode o:
                to.WriteStartObject();
                foreach (var (key, value) in o.Members)
                {
                    to.WritePropertyName(key);
                    Write(value, to);
                }
                to.WriteEndObject();
                break;
            case ListNode list:
                to.WriteStartArray();
                foreach (var item in list.Items) Write(item, to);
                to.WriteEndArray();
                break;
            case ScalarNode { Quoted: not true, Text: var word } when Word().IsMatch(word):
                to.WriteRawValue(word);
                break;
            case ScalarNode { Text: var text }:
                to.WriteStringValue(text);
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} at {node.Position} is not resolved");
        }
    }

    [GeneratedRegex(@"^(true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?)\z")]
    private static partial Regex Word();
}
