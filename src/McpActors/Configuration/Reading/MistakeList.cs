using McpActors.Configuration.Syntax;
using McpActors.Processes;
using McpActors.Processes.Display;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Collects mistakes, so that all are reported together; a mistake in inherited settings is reported once.
/// </summary>
internal sealed class MistakeList(string? source)
{
    private const int LongestEcho = 80;

    // A path of several keys, each of which may be as long as a file.
    private const int LongestKey = 400;

    // Nobody reads more; a file of 16 MiB may contain a million mistakes.
    private const int MostListed = 1000;

    private readonly OrderedDictionary<(string, string, SourcePosition?), Entry> _mistakes = [];
    private int _unlisted;

    /// <summary>The patterns of all keys that the reader asked for, with <c>*</c> for names.</summary>
    public SortedSet<string> KnownKeys { get; } = new(StringComparer.Ordinal);

    public int Count => _mistakes.Count + _unlisted;

    /// <summary>All mistakes in the order of the files; mistakes without a position come last.</summary>
    public IReadOnlyList<ConfigurationMistake> All =>
    [
        .. _mistakes.Values
            .OrderBy(m => m.Position is null)
            .ThenBy(m => m.Position?.Source, StringComparer.Ordinal)
            .ThenBy(m => m.Position?.Line)
            .ThenBy(m => m.Position?.Column)
            .Select(m => m.Mistake),
        .. _unlisted > 0 ? [new ConfigurationMistake("", null, source ?? "", $"{_unlisted:N0} more mistakes are not listed", "none")] : (ConfigurationMistake[])[],
    ];

    /// <summary>A mistake in a value that may be shown.</summary>
    public void Add(string key, Node value, string problem, string allowed) => Add(key, Echo(value), value.Position, problem, allowed);

    /// <summary>A mistake in a value that may be secret, or in the key itself.</summary>
    public void AddHidden(string key, Node? value, string problem, string allowed) => Add(key, null, value?.Position, problem, allowed);

    /// <summary>A mistake at a place that has no key.</summary>
    public void AddAt(SourcePosition position, string problem, string allowed) => Add("", null, position, problem, allowed);

    /// <summary>A mistake in an environment variable of the host.</summary>
    public void AddVariable(string key, string variable, string value, string problem, string allowed) =>
        Add((variable, problem, null), () => new Entry(new ConfigurationMistake(key, Echo(value), $"environment variable {variable}", problem, allowed), null));

    /// <summary>Throws all mistakes, if there are any.</summary>
    /// <param name="importedFiles">See <see cref="McpConfigurationException.ImportedFiles"/>; null for none.</param>
    public void ThrowIfAny(IReadOnlyList<string>? importedFiles = null)
    {
        if (_mistakes.Count > 0) throw new McpConfigurationException(All) { ImportedFiles = importedFiles ?? [] };
    }

    private void Add(string key, string? value, SourcePosition? position, string problem, string allowed) =>
        Add((key, problem, position), () => new Entry(new ConfigurationMistake(Echo(key, LongestKey), value, Place(position), problem, allowed), position));

    private void Add((string, string, SourcePosition?) id, Func<Entry> entry)
    {
        if (_mistakes.ContainsKey(id)) return;
        if (_mistakes.Count < MostListed) _mistakes.Add(id, entry());
        else _unlisted++;
    }

    private string Place(SourcePosition? position) => position?.ToString() ?? source ?? "";

    private static string? Echo(Node value) => value switch
    {
        ScalarNode { Quoted: true } s => $"\"{Echo(s.Text)}\"",
        ScalarNode s => Echo(s.Text),
        ListNode => "[...]",
        _ => "{...}",
    };

    private static string Echo(string text, int longest = LongestEcho)
    {
        var echo = Unseen.Escape(SecretRedactor.None.Redact(text, longest), _ => false, Unseen.Escaped);
        return text.Length > longest ? $"{echo}..." : echo;
    }

    private sealed record Entry(ConfigurationMistake Mistake, SourcePosition? Position);
}
