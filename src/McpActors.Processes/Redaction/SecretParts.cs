using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpActors.Processes.Redaction;

/// <summary>
/// Finds the parts of a value that are secrets on their own: a server that is given a URL, a connection string or JSON
/// uses and prints parts of it.
/// </summary>
internal static partial class SecretParts
{
    /// <param name="value">A variable's value, or an argument.</param>
    /// <param name="whole">Whether the whole value is a secret, so that every part counts, whatever its name.</param>
    public static IEnumerable<string> Of(string value, bool whole)
    {
        var parts = UrlPassword().Matches(value).Select(match => match.Groups["password"].Value)
            .Concat(Assignment().Matches(value).Where(match => IsWanted(match.Groups["name"].Value, match.Groups["value"].Value)).Select(match => match.Groups["value"].Value))
            .Concat(Scheme().Match(value) is { Success: true, Groups: var header } ? [header["value"].Value] : []);
        return value.AsSpan().TrimStart() is ['{' or '[', ..] ? parts.Concat(Json(value, IsWanted)) : parts;

        bool IsWanted(string name, string part) =>
            SecretNames.IsSecret(name) || (whole && !SecretNames.IsHarmless(name) && !HarmlessValues.Is(part));
    }

    private static IReadOnlyList<string> Json(string value, Func<string, string, bool> isWanted)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return [.. Strings(document.RootElement, "", isWanted)];
        }
        catch (JsonException)
        {
            // The value only begins like JSON.
            return [];
        }
    }

    private static IEnumerable<string> Strings(JsonElement element, string name, Func<string, string, bool> isWanted) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value, member.Name, isWanted)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Strings(item, name, isWanted)),
        JsonValueKind.String when isWanted(name, element.GetString()!) => SecretParts.Of(element.GetString()!, whole: true).Prepend(element.GetString()!),
        _ => [],
    };

    [GeneratedRegex(@"://[^/\s:@]*:(?<password>[^/\s]+)@")]
    private static partial Regex UrlPassword();

    // Server=db;Password=x  host=db password=x  ?api_key=x&v=1
    [GeneratedRegex(@"(?<=^|[?&;\s])(?<name>[\w .-]{1,60}?)\s?=\s?(?<value>[^&;\s]+)")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^(Bearer|Basic|Token)\s+(?<value>\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
