using McpActors.Configuration;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Hosting.Layers;

/// <summary>
/// The known keys, with <c>*</c> for names. They are recorded while the configuration reader reads an example with one
/// of everything.
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

    /// <summary>The keys below a path; only <c>*</c> if they are names; none if the path is a value.</summary>
    public static IEnumerable<string> Below(string path) => Keys.Value[path];

    // mcp-actors.servers.*.command is also a key of mcp-actors.servers.*.
    private static IEnumerable<string> Prefixes(string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
        {
            if (key[..end].Contains('.', StringComparison.Ordinal)) yield return key[..end];
        }
    }
}
