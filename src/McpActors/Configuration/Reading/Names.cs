using System.Text.RegularExpressions;

namespace McpActors.Configuration.Reading;

/// <summary>
/// The legal names of servers and schedules: they become actor names, parts of a lineage and words in a log.
/// </summary>
internal static partial class Names
{
    public const string Allowed = "letters, digits, '-', '_' and '.' (in quotes), beginning with a letter or digit, 64 at most";

    /// <summary>The legal names of a section's members; illegal ones are added as mistakes.</summary>
    public static List<string> Of(Section section, string what)
    {
        var names = new List<string>();
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in section.Keys.ToList())
        {
            var path = Section.Join(section.Path, name);
            if (!IsLegal(name))
            {
                section.Mistakes.AddHidden(path, section.Named(name).Node, $"is not a legal name of a {what}", Allowed);
            }
            else if (!taken.TryAdd(name, name))
            {
                var twin = taken[name];
                section.Mistakes.AddHidden(path, section.Named(name).Node, $"differs from '{twin}' only in case",
                    $"one {what} of each name, whatever its case");
            }
            else
            {
                names.Add(name);
            }
        }
        return names;
    }

    public static bool IsLegal(string name) => Legal().IsMatch(name);

    /// <summary>
    /// The legal name nearest to another program's name: <c>Azure-MCP-Server</c> for <c>Azure MCP Server</c>. Null if
    /// nothing legal is left of it.
    /// </summary>
    public static string? Nearest(string name)
    {
        if (IsLegal(name)) return name;
        var plain = Illegal().Replace(name, "-").TrimStart('-', '.', '_');
        plain = plain[..Math.Min(plain.Length, Longest)].TrimEnd('-');
        return IsLegal(plain) ? plain : null;
    }

    private const int Longest = 64;

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Illegal();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Legal();
}
