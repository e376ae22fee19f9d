using System.Reflection;

namespace McpActors.Testing;

/// <summary>A page of the documentation, as it stands in the repository.</summary>
/// <param name="name">Its path from the repository's folder, with slashes.</param>
internal sealed partial class Page(string name)
{
    private Page(FileInfo file)
        : this(Path.GetRelativePath(Repository, file.FullName).Replace(Path.DirectorySeparatorChar, '/'))
    {
    }

    /// <summary>The folder of the repository, as the build recorded it.</summary>
    public static string Repository { get; } = typeof(Page).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "Repository").Value!;

    public static Page Readme { get; } = new("README.md");

    /// <summary>The pages of docs/.</summary>
    public static IReadOnlyList<Page> Docs { get; } = [.. Below("docs").OrderBy(page => page.Name, StringComparer.Ordinal)];

    /// <summary>The pages that NuGet shows, where no other file of the repository is.</summary>
    public static IReadOnlyList<Page> OfPackages { get; } = [.. Below("src").OrderBy(page => page.Name, StringComparer.Ordinal)];

    /// <summary>All pages, the README first.</summary>
    public static IReadOnlyList<Page> All { get; } =
        [Readme, .. Docs, .. OfPackages, .. ((string[])["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]).Select(name => new Page(name))];

    public string Name => name;

    public string Text { get; } = File.ReadAllText(Path.Combine(Repository, name));

    public IReadOnlyList<string> Lines => Text.TrimEnd('\n').Split('\n');

    public IReadOnlyList<Fence> Fences =>
        [.. FenceBlock().Matches(Text).Select(match => new Fence(Name, match.Groups["language"].Value, match.Groups["example"].Success, match.Groups["text"].Value))];

    /// <summary>The targets of its links, outside of code.</summary>
    public IReadOnlyList<string> Links => [.. Link().Matches(Prose).Select(match => match.Groups["target"].Value)];

    /// <summary>The fragments by which its headings are found, as GitHub derives them.</summary>
    public IReadOnlySet<string> Anchors => FenceBlock().Replace(Text, "").Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The code in its sentences and tables.</summary>
    public IReadOnlyList<string> InlineCode => [.. Code().Matches(FenceBlock().Replace(Text, "")).Select(match => match.Groups["code"].Value)];

    private string Prose => Code().Replace(FenceBlock().Replace(Text, ""), "");

    /// <summary>The page of this name.</summary>
    public static Page Of(string name) => All.Single(page => page.Name == name);

    /// <summary>The fences of all pages in a language, without examples.</summary>
    public static IReadOnlyList<Fence> FencesIn(string language) => [.. All.SelectMany(page => page.Fences).Where(fence => fence.Language == language && !fence.IsExample)];

    public override string ToString() => Name;

    private static IEnumerable<Page> Below(string folder) => new DirectoryInfo(Path.Combine(Repository, folder))
        .EnumerateFiles("*.md", new EnumerationOptions { RecurseSubdirectories = true })
        .Select(file => new Page(file));

    [GeneratedRegex(@"^```(?<language>\w*)(?<example> example)?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FenceBlock();

    [GeneratedRegex(@"(?<ticks>`+)(?<code>.+?)(?<!`)\k<ticks>(?!`)", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
