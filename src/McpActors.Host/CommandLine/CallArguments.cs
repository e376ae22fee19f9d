using System.Text.Json;

namespace McpActors.Host.CommandLine;

/// <summary>
/// Parses the JSON argument of <c>call</c>, which must be an object, and points at the mistake otherwise.
/// </summary>
internal static class CallArguments
{
    private const string Remedy = """Write an object, in single quotes for the shell: '{"text": "hello"}'""";

    public static IReadOnlyDictionary<string, JsonElement> Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return new Dictionary<string, JsonElement>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UsageException($"The tool's arguments are JSON, but not an object: {json}\n{Remedy}");
            return document.RootElement.EnumerateObject()
                .GroupBy(property => property.Name)
                .ToDictionary(same => same.Key, same => same.Last().Value.Clone());
        }
        catch (JsonException e)
        {
            throw new UsageException($"The tool's arguments are not JSON: {Reason(e)}\n{Point(json, e)}\n{Remedy}", e);
        }
    }

    private static string Reason(JsonException e)
    {
        // The library appends a 0-based position to its message; ours is 1-based, as in editors.
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = end < 0 ? e.Message : e.Message[..end];
        return $"line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}: {reason}";
    }

    private static string Point(string json, JsonException e)
    {
        var lines = json.Split('\n');
        var line = lines[(int)Math.Clamp(e.LineNumber ?? 0, 0, lines.Length - 1)];
        var column = (int)Math.Clamp(e.BytePositionInLine ?? 0, 0, line.Length);
        // Show only the surroundings of the mistake, so that a long line fits on a screen.
        var from = Math.Max(0, column - 50);
        var shown = line.Substring(from, Math.Min(line.Length - from, 70));
        return $"  {shown}\n  {new string(' ', column - from)}^";
    }
}
