using System.Globalization;
using System.Text.Json;

namespace McpActors.Reading;

/// <summary>One page of a list, read item by item.</summary>
/// <param name="Items">The items that could be read.</param>
/// <param name="NextCursor">With which the next page is asked for; null where there is none.</param>
/// <param name="Problems">The faults of all others, a sentence each.</param>
/// <param name="Hints">The server's hints about caching.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextCursor, IReadOnlyList<string> Problems, ListHints Hints)
    where T : class
{
    // A server may have ten thousand bad tools; nobody reads as many sentences.
    private const int MostProblems = 100, LongestKey = 200;

    /// <param name="shape">The kind of the list.</param>
    /// <param name="json">The result, as the server gave it.</param>
    /// <param name="before">How many items the pages before it had.</param>
    public static ListPage<T> Read(ListShape<T> shape, ReadOnlyMemory<byte> json, int before = 0)
    {
        var problems = new List<string>();
        using var document = ProtocolJson.Parse(json);
        var result = document.RootElement;
        var items = new List<T>();
        var number = before;
        foreach (var item in ItemsOf(shape, result, problems))
        {
            if (Item(shape, item, ++number, problems) is { } read) items.Add(read);
        }
        return new ListPage<T>(items, CursorOf(result, problems), problems, ListHints.Of(result));
    }

    private static JsonElement.ArrayEnumerator ItemsOf(ListShape<T> shape, JsonElement result, List<string> problems)
    {
        if (result.ValueKind == JsonValueKind.Array) return result.EnumerateArray();
        if (result.ValueKind == JsonValueKind.Object && result.TryGetProperty(shape.Member, out var list) && list.ValueKind == JsonValueKind.Array)
            return list.EnumerateArray();
        problems.Add($"The answer to {shape.Method} has no list '{shape.Member}'.");
        return default;
    }

    private static T? Item(ListShape<T> shape, JsonElement item, int number, List<string> problems)
    {
        if (ProtocolJson.TryRead<T>(item) is { } whole) return whole;
        var subject = Subject(shape, item, number);
        if (item.ValueKind != JsonValueKind.Object) return Leave($"{subject} is left out: it is no object.");
        var (required, missing) = shape.Required(item);
        if (required is null) return Leave($"{subject} is left out: {missing}.");
        if (ItemReader.Read<T>(item, required, shape.Members, out var left) is not { } read) return Leave($"{subject} is left out: it cannot be read.");
        if (left.Count > 0) Leave($"{subject} is listed without its {string.Join(", ", left)}, which cannot be read.");
        return read;

        T? Leave(string problem)
        {
            if (problems.Count < MostProblems) problems.Add(problem);
            return null;
        }
    }

    private static string Subject(ListShape<T> shape, JsonElement item, int number)
    {
        var key = item.ValueKind == JsonValueKind.Object && item.TryGetProperty(shape.Key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        return key is null ? string.Create(CultureInfo.InvariantCulture, $"{shape.Noun} {number} of the list")
            : $"{shape.Noun} '{(key.Length > LongestKey ? $"{key[..LongestKey]}..." : key)}'";
    }

    private static string? CursorOf(JsonElement result, List<string> problems)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("nextCursor", out var cursor)) return null;
        switch (cursor.ValueKind)
        {
            case JsonValueKind.String:
                return cursor.GetString();
            // Numbers are what such servers take back, as text or as they are.
            case JsonValueKind.Number:
                return cursor.GetRawText();
            case JsonValueKind.Null or JsonValueKind.False:
                return null;
            default:
                problems.Add($"The list ends early: its next cursor is not a text but {cursor.ValueKind}.");
                return null;
        }
    }
}
