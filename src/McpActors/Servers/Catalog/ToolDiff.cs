using System.Text;
using System.Text.Json;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>
/// The difference between two definitions of a tool, for people: a line for each value that is gone (<c>-</c>) or new
/// (<c>+</c>), with its place in the definition.
/// </summary>
internal static class ToolDiff
{
    // More is not read, and a server may change as much as it likes.
    private const int MostLines = 30, LongestValue = 240, Before = 60;

    public static string Of(string before, string after)
    {
        var (old, now) = (Values(before), Values(after));
        var places = old.Keys.Union(now.Keys).Where(place => old.GetValueOrDefault(place) != now.GetValueOrDefault(place)).Order(StringComparer.Ordinal).ToList();
        var lines = new List<string>();
        foreach (var place in places)
        {
            var (left, right) = (old.GetValueOrDefault(place), now.GetValueOrDefault(place));
            // A long text that has changed somewhere is shown from there on.
            var from = left is null || right is null ? 0 : Math.Max(0, CommonLength(left, right) - Before);
            if (left is not null) lines.Add($"- {place}: {Excerpt(left, from)}");
            if (right is not null) lines.Add($"+ {place}: {Excerpt(right, from)}");
        }
        var more = lines.Count - MostLines;
        return string.Join('\n', more > 0 ? [.. lines.Take(MostLines), $"and {more} lines more"] : lines);
    }

    private static Dictionary<string, string> Values(string definition)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = ProtocolJson.Parse(Encoding.UTF8.GetBytes(definition));
        Add(values, "", document.RootElement);
        return values;
    }

    private static void Add(Dictionary<string, string> values, string place, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any())
        {
            foreach (var member in value.EnumerateObject()) Add(values, place.Length == 0 ? member.Name : $"{place}.{member.Name}", member.Value);
        }
        else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            foreach (var (index, item) in value.EnumerateArray().Index()) Add(values, $"{place}[{index}]", item);
        }
        else
        {
            // As JSON: escaped, a terminal is not told what to do.
            values[place] = value.GetRawText();
        }
    }

    private static int CommonLength(string left, string right)
    {
        var length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length]) length++;
        return length;
    }

    private static string Excerpt(string value, int from)
    {
        var length = Math.Min(LongestValue, value.Length - from);
        return $"{(from > 0 ? "..." : "")}{value.AsSpan(from, length)}{(from + length < value.Length ? "..." : "")}";
    }
}
