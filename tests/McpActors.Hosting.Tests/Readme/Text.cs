using System.Text.RegularExpressions;

namespace Readme;

/// <summary>The READMEs beside the tests, and the sources of what they show.</summary>
internal static partial class Text
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "readme");

    /// <summary>The project's own, by the name of its link.</summary>
    public const string Project = "README.md";

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The pages of docs/, by the name that <see cref="Read"/> takes.</summary>
    public static IReadOnlyList<string> Docs { get; } = [.. Directory.GetFiles(Path.Combine(Folder, "docs"), "*.md").Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    /// <summary>The sources of the examples, in lines.</summary>
    public static IReadOnlyList<string[]> Sources { get; } = [.. Directory.GetFiles(Folder, "*.cs").Select(File.ReadAllLines)];

    /// <summary>Its blocks in a language; empty for those that name none.</summary>
    public static IReadOnlyList<string> Blocks(string name, string language) =>
        [.. Block().Matches(Read(name)).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value)];

    /// <summary>Whether a snippet stands in a source, line by line, however deep; its usings stand at the top.</summary>
    public static bool IsIn(string snippet, string[] source)
    {
        string[] lines = [.. snippet.TrimEnd().Split('\n')];
        string[] usings = [.. lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal))];
        string[] rest = [.. lines.Skip(usings.Length).SkipWhile(line => line.Length == 0)];
        return !usings.Except(source).Any()
            && Enumerable.Range(0, Math.Max(0, source.Length - rest.Length + 1)).Any(start => Stands(rest, source.AsSpan(start, rest.Length)));
    }

    private static bool Stands(string[] lines, ReadOnlySpan<string> there)
    {
        var indent = there[0][..(there[0].Length - there[0].TrimStart().Length)];
        for (var i = 0; i < lines.Length; i++)
        {
            if (there[i] != (lines[i].Length == 0 ? "" : indent + lines[i])) return false;
        }
        return true;
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
