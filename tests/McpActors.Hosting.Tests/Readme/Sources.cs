using McpActors.Testing;

namespace Readme;

/// <summary>The sources in which the snippets of the documentation are compiled.</summary>
internal static class Sources
{
    private static readonly IReadOnlyList<string[]> Files =
    [
        .. ((string[])["McpActors.Hosting.Tests", "McpActors.Cluster.Tests"])
            .SelectMany(project => Directory.GetFiles(Path.Combine(Page.Repository, "tests", project, "Readme"), "*.cs"))
            .Select(File.ReadAllLines),
    ];

    /// <summary>Whether a snippet is part of a source, line by line, at any depth; its usings are those of the file.</summary>
    public static bool Contain(string snippet)
    {
        string[] lines = [.. snippet.TrimEnd().Split('\n')];
        string[] usings = [.. lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal))];
        string[] rest = [.. lines.Skip(usings.Length).SkipWhile(line => line.Length == 0)];
        return Files.Any(source => !usings.Except(source).Any()
            && Enumerable.Range(0, Math.Max(0, source.Length - rest.Length + 1)).Any(start => IsAt(rest, source.AsSpan(start, rest.Length))));
    }

    private static bool IsAt(string[] lines, ReadOnlySpan<string> source)
    {
        var indent = source[0][..(source[0].Length - source[0].TrimStart().Length)];
        for (var i = 0; i < lines.Length; i++)
        {
            if (source[i] != (lines[i].Length == 0 ? "" : indent + lines[i])) return false;
        }
        return true;
    }
}
