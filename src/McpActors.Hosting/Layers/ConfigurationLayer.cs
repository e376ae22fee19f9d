using System.Globalization;
using McpActors.Common;
using McpActors.Configuration.Syntax;
using Microsoft.Extensions.Configuration;

namespace McpActors.Hosting.Layers;

/// <summary>
/// Reads a section of .NET's configuration: <c>CallTimeout</c>, <c>callTimeout</c>, <c>call-timeout</c> and
/// <c>CALLTIMEOUT</c> are one key. Mistakes name the section's own path, such as
/// <c>McpActors:Servers:files:CallTimeout</c>.
/// </summary>
/// <remarks>
/// .NET's configuration has text values only, and lists by index: text that looks like a number becomes a number in a
/// job's arguments, and keys 0, 1, 2... become a list.
/// </remarks>
internal static class ConfigurationLayer
{
    private const string Root = "mcp-actors";

    private static readonly string[] Lists = [$"{Root}.import", $"{Root}.servers.*.args", $"{Root}.scheduler.schedules.*.jobs"];

    public static ObjectNode Of(IConfigurationSection section) =>
        Value(section, Root) as ObjectNode ?? new ObjectNode(At(section));

    private static Node Value(IConfigurationSection section, string path)
    {
        var below = KnownShape.Below(path).ToList();
        var children = section.GetChildren().ToList();
        // An empty JSON list arrives as an empty text.
        if (section.Value == "" && Lists.Contains(path)) return new ListNode([], At(section));
        if (children.Count == 0) return Scalar(section, isFree: IsFree(path));
        var names = below is ["*"];
        if (!names && IsList(children)) return new ListNode([.. children.Select(child => Value(child, path))], At(section));
        var result = new ObjectNode(At(section));
        foreach (var child in children)
        {
            var key = names || below.Count == 0 ? child.Key : Known(child.Key, below);
            result.Members[key] = Value(child, $"{path}.{(names ? "*" : key)}");
        }
        return result;
    }

    private static string Known(string key, List<string> keys) =>
        keys.Find(known => string.Equals(Plain(known), Plain(key), StringComparison.OrdinalIgnoreCase)) ?? OptionsLayer.Kebab(key);

    private static string Plain(string key) => key.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    // Below these keys the user chooses the names: variables, arguments.
    private static bool IsFree(string path) => path.Split('.') is var keys
        && keys.Any(key => key is "args" or "env" or "arguments" or "command" or "import" or "cwd");

    private static ScalarNode Scalar(IConfigurationSection section, bool isFree)
    {
        var text = section.Value;
        if (text is null) return new ScalarNode("null", false, At(section));
        if (text is "True" or "False") text = text.ToLowerInvariant();
        // .NET's own format of a duration.
        if (!isFree && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero)
            text = Durations.Format(time);
        return new ScalarNode(text, null, At(section));
    }

    private static bool IsList(List<IConfigurationSection> children) =>
        children.Select(child => child.Key).ToHashSet().SetEquals(Enumerable.Range(0, children.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)));

    private static SourcePosition At(IConfigurationSection section) => new(section.Path, 0, 0);
}
