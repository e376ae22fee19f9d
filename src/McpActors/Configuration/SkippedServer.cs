using McpActors.Configuration.Reading;

namespace McpActors.Configuration;

/// <summary>An entry of an imported file that was skipped. Immutable.</summary>
/// <param name="Name">The entry's name in the file, which may be illegal as a server's name.</param>
/// <param name="Where">The file, with line and column.</param>
/// <param name="Reason">The reason, as the end of a sentence: <c>is disabled there</c>.</param>
public sealed record SkippedServer(string Name, string Where, string Reason)
{
    /// <summary>
    /// The mistakes for which the entry cannot be run; empty (the default) if it is skipped on purpose, because it is
    /// disabled or an HTTP server.
    /// </summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; init; } = [];

    internal static SkippedServer WithMistakes(string name, MistakeList list)
    {
        var mistakes = list.All;
        var first = mistakes[0];
        var more = mistakes.Count > 1 ? $" (and {mistakes.Count - 1} more)" : "";
        return new SkippedServer(name, first.Where, $"cannot be run: {first with { Where = "" }}{more}") { Mistakes = mistakes };
    }
}
