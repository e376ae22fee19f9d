using System.Text.RegularExpressions;
using McpActors.Testing;

namespace Readme;

/// <summary>The form of the documentation: its size, its links, and its blocks.</summary>
public sealed partial class LayoutTests
{
    private const int Columns = 120;

    private static readonly string[] Languages = ["csharp", "diff", "hocon", "json", "sh", "console", "text", "yaml", "ini"];

    /// <summary>The only blocks that no test runs or reads. Add one only if no test can.</summary>
    private static readonly string[] Examples = ["docs/cluster-security.md sh", "docs/embed.md sh", "docs/servers.md sh", "docs/shutdown.md ini", "docs/shutdown.md yaml"];

    public static TheoryData<string> Pages => [.. Page.All.Select(page => page.Name)];

    [Fact]
    public void The_README_has_at_most_200_lines() => Assert.InRange(Page.Readme.Lines.Count, 1, 200);

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_line_is_too_wide(string page) => Assert.DoesNotContain(Page.Of(page).Lines, line => line.Length > Columns);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_link_leads_somewhere(string page) => Assert.DoesNotContain(Page.Of(page).Links.Where(IsRelative), link => !Leads(page, link));

    [Fact]
    public void Pages_of_packages_have_no_link_into_the_repository()
    {
        Assert.NotEmpty(Page.OfPackages);
        Assert.All(Page.OfPackages, page => Assert.DoesNotContain(page.Links, IsRelative));
    }

    [Fact]
    public void Each_page_of_docs_is_linked_from_the_README() =>
        Assert.Empty(Page.Docs.Select(page => page.Name).Except(Page.Readme.Links.Select(link => link.Split('#')[0])));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_block_names_its_language(string page)
    {
        // The regular expression of fences skips a block that is not closed or has other words after its language.
        var marks = Page.Of(page).Lines.Count(line => line.TrimStart().StartsWith("```", StringComparison.Ordinal));

        Assert.Equal(marks, 2 * Page.Of(page).Fences.Count);
        Assert.All(Page.Of(page).Fences, fence => Assert.Contains(fence.Language, Languages));
    }

    [Fact]
    public void Each_block_is_run_or_read_or_counted_as_an_example()
    {
        var examples = Page.All.SelectMany(page => page.Fences).Where(fence => fence.IsExample).Select(fence => $"{fence.Page} {fence.Language}");

        Assert.Equal(Examples, examples.Order(StringComparer.Ordinal));
        // No test reads these languages.
        Assert.Empty(Page.FencesIn("yaml"));
        Assert.Empty(Page.FencesIn("ini"));
        // Nothing in a text is meant to be copied.
        Assert.All(Page.FencesIn("text"), text => Assert.DoesNotContain(text.Lines, line => Copied().IsMatch(line)));
    }

    [Fact]
    public void Each_room_of_the_architecture_exists()
    {
        var rooms = Page.Of("docs/architecture.md").Fences[0].Lines.Skip(1).Select(line => (
            Depth: line.Length - line.TrimStart().Length,
            Names: Room().Matches(line.Split("   ").First(part => part.Trim().Length > 0)).Select(match => match.Groups[1].Value).ToList())).ToList();
        var path = new SortedDictionary<int, string> { [0] = Path.Combine(Page.Repository, "src") };

        Assert.True(rooms.Count > 30);
        foreach (var (depth, names) in rooms)
        {
            var above = path.Last(folder => folder.Key < depth).Value;
            foreach (var deeper in path.Keys.Where(key => key >= depth).ToList()) path.Remove(deeper);
            Assert.All(names, name => Assert.True(Directory.Exists(Path.Combine(above, name)), $"{above} has no folder {name}"));
            path[depth] = Path.Combine(above, Assert.IsType<string>(names[0]));
        }
    }

    private static bool IsRelative(string link) => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal);

    private static bool Leads(string page, string link)
    {
        var (path, fragment) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var folder = Path.GetDirectoryName(Path.Combine(Page.Repository, page))!;
        var target = path.Length == 0 ? Path.Combine(Page.Repository, page) : Path.GetFullPath(Path.Combine(folder, path));
        if (fragment is null) return File.Exists(target) || Directory.Exists(target);
        var name = Path.GetRelativePath(Page.Repository, target).Replace(Path.DirectorySeparatorChar, '/');
        return Page.All.FirstOrDefault(other => other.Name == name)?.Anchors.Contains(fragment) is true;
    }

    [GeneratedRegex(@"([\w.]+)/(?=\s|$)")]
    private static partial Regex Room();

    [GeneratedRegex(@"^(\$ |mcp-actors|akka|\./build\.sh|mcpactors [a-z]+ --)")]
    private static partial Regex Copied();
}
