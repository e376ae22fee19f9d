using McpActors.Configuration;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Hosting.Layers;

/// <summary>
/// Which keys there are, as the reader of the configuration says: what it asks for when it reads one of everything. With <c>*</c> for names.
/// </summary>
internal static class KnownShape
{
    private const string OneOfEverything =
        """
        servers { x { command = x } }
        scheduler { schedules { x { cron = "0 0 * * *", jobs = [ { server = x, tool = x }, { actor = x } ] } } }
        """;

    private static readonly Lazy<ILookup<string, string>> Keys = new(() =>
    {
        var mistakes = new MistakeList(null);
        SettingsReader.Read(HoconParser.Parse(OneOfEverything, "shape"), _ => null, mistakes);
        return mistakes.KnownKeys
            .SelectMany(Prefixes)
            .Distinct()
            .ToLookup(key => key[..key.LastIndexOf('.')], key => key[(key.LastIndexOf('.') + 1)..]);
    });

    /// <summary>The keys below a path; <c>*</c> alone where they are names; none where the path is a value.</summary>
    public static IEnumerable<string> Below(string path) => Keys.Value[path];

    // mcp-actors.servers.*.command tells of mcp-actors.servers.* as well.
    private static IEnumerable<string> Prefixes(string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
        {
            if (key[..end].Contains('.', StringComparison.Ordinal)) yield return key[..end];
        }
    }
}
