using System.Text;
using System.Text.Json;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>A key that occurs twice in one object. The later value is used.</summary>
internal sealed record Repetition(ObjectNode In, string Key, Node First, Node Again);

/// <summary>JSON as nodes with positions; comments and trailing commas are allowed, as editors write them.</summary>
/// <param name="Root">The whole document.</param>
/// <param name="Repetitions">Repeated keys, whose meaning JSON leaves open (RFC 8259, section 4).</param>
internal sealed record JsonFile(Node Root, IReadOnlyList<Repetition> Repetitions)
{
    private readonly ILookup<object, Repetition> _again = Repetitions.ToLookup(r => (object)r.In, ReferenceEqualityComparer.Instance);

    // An editor's settings file may contain more than servers.
    private const int Deepest = 256;

    private static readonly JsonReaderOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = Deepest };

    /// <summary>The repeated keys of an object.</summary>
    public IEnumerable<Repetition> Again(ObjectNode within) => _again[within];

    /// <summary>Parses a text; null if it is not JSON, which is added as a mistake.</summary>
    public static JsonFile? Parse(string text, string source, MistakeList mistakes)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            mistakes.AddAt(new SourcePosition(source, 1, 1), "is empty", "{ \"mcpServers\": { ... } }");
            return null;
        }
        var utf8 = Encoding.UTF8.GetBytes(text);
        var places = new JsonPlaces(utf8, source);
        var repetitions = new List<Repetition>();
        var reader = new Utf8JsonReader(utf8, Lenient);
        try
        {
            reader.Read();
            var root = Value(ref reader, places, repetitions);
            // Text after the value is rejected only by another read.
            reader.Read();
            return new JsonFile(root, repetitions);
        }
        catch (JsonException e)
        {
            mistakes.AddAt(places.At(e.LineNumber ?? 0, e.BytePositionInLine ?? 0), Problem(e),
                "JSON; comments and a comma after the last value are allowed as well");
        }
        catch (TooManyValuesException)
        {
            mistakes.AddAt(places.At(reader.TokenStartIndex), "has too many values", $"at most {ExpandedSize.MostValues:N0} in one file");
        }
        catch (InvalidOperationException)
        {
            // GetString fails unless the escapes \ud800 to \udfff come in pairs.
            mistakes.AddAt(places.At(reader.TokenStartIndex), "is not JSON: half a surrogate pair in a text", "both halves, or the character itself");
        }
        return null;
    }

    private static Node Value(ref Utf8JsonReader reader, JsonPlaces places, List<Repetition> repetitions)
    {
        if (++places.Values > ExpandedSize.MostValues) throw new TooManyValuesException();
        var place = places.At(reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Members(ref reader, new ObjectNode(place), places, repetitions),
            JsonTokenType.StartArray => Items(ref reader, place, places, repetitions),
            JsonTokenType.String => new ScalarNode(reader.GetString()!, true, place),
            _ => new ScalarNode(Encoding.UTF8.GetString(reader.ValueSpan), false, place),
        };
    }

    private static ObjectNode Members(ref Utf8JsonReader reader, ObjectNode into, JsonPlaces places, List<Repetition> repetitions)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            var value = Value(ref reader, places, repetitions);
            if (into.Members.TryGetValue(key, out var first)) repetitions.Add(new Repetition(into, key, first, value));
            into.Members[key] = value;
        }
        return into;
    }

    private static ListNode Items(ref Utf8JsonReader reader, SourcePosition place, JsonPlaces places, List<Repetition> repetitions)
    {
        var items = new List<Node>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Value(ref reader, places, repetitions));
        return new ListNode(items, place);
    }

    private sealed class TooManyValuesException : Exception;

    // The exception's message ends with its own form of the position. For a word without quotes it echoes the whole
    // word, which may be a secret.
    private static string Problem(JsonException e)
    {
        var message = e.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end >= 0) message = message[..end];
        return message.Contains("literal", StringComparison.Ordinal)
            ? "is not JSON: a word without quotes other than true, false and null"
            : $"is not JSON: {message.TrimEnd('.')}";
    }
}
