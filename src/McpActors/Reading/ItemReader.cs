using System.Buffers;
using System.Text.Json;

namespace McpActors.Reading;

/// <summary>
/// Reads one item of a result. Where the strict reader refuses it, it is read with its required members, and with each optional one that can be read: what the
/// product does not need cannot decide whether a tool can be used.
/// </summary>
internal static class ItemReader
{
    /// <summary>The item, or null where its required members do not make one.</summary>
    /// <param name="item">An object.</param>
    /// <param name="required">The members without which it is none, as they are to be read.</param>
    /// <param name="optional">The names of all others.</param>
    /// <param name="left">The optional members that were left out.</param>
    public static T? Read<T>(
        JsonElement item, IReadOnlyList<(string Name, JsonElement Value)> required, IEnumerable<string> optional, out IReadOnlyList<string> left)
        where T : class
    {
        var kept = required.ToList();
        var unread = new List<string>();
        left = unread;
        var read = ProtocolJson.TryRead<T>(Compose(kept));
        if (read is null) return null;
        foreach (var name in optional)
        {
            if (!item.TryGetProperty(name, out var value) || required.Any(member => member.Name == name)) continue;
            kept.Add((name, value));
            if (ProtocolJson.TryRead<T>(Compose(kept)) is { } more)
            {
                read = more;
            }
            else
            {
                kept.RemoveAt(kept.Count - 1);
                unread.Add(name);
            }
        }
        return read;
    }

    /// <summary>The names under which the members of a type stand in JSON.</summary>
    public static IReadOnlyList<string> MembersOf<T>() => [.. ProtocolJson.Type<T>().Properties.Select(property => property.Name)];

    /// <summary>An object of these members.</summary>
    public static JsonElement Compose(IEnumerable<(string Name, JsonElement Value)> members) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
        writer.WriteEndObject();
    });

    /// <summary>The same in plain JSON.</summary>
    public static JsonElement Rewrite(JsonElement element) => Write(element.WriteTo);

    /// <summary>A text as JSON.</summary>
    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { MaxDepth = ProtocolJson.Deepest })) write(writer);
        using var document = ProtocolJson.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }
}
