namespace McpActors.EndToEnd.Tests.Support;

/// <summary>The commands that README.md, docs/ and the packages' pages show.</summary>
internal static partial class DocumentedCommands
{
    /// <summary>Every command once, in the order of the pages, without comments.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Page.All.SelectMany(page => page.Fences)
            .Where(fence => fence is { IsExample: false, Language: "sh" or "console" })
            .SelectMany(fence => fence.Lines.Where(line => fence.Language == "sh" || line.StartsWith("$ ", StringComparison.Ordinal)))
            .Select(line => Comment().Replace(line, "").Trim('$', ' '))
            .Where(line => line.Length > 0)
            .Distinct(),
    ];

    /// <summary>The nodes of a cluster have a test of their own.</summary>
    public static bool IsOfCluster(string command) => command.Contains("hocon/cluster.conf", StringComparison.Ordinal);

    /// <summary>
    /// The command for /bin/sh, with the built programs in PATH. <c>./build.sh</c> would build what runs this, so <c>./build.sh run</c> becomes the program
    /// that it starts.
    /// </summary>
    /// <param name="command">The command as it is shown.</param>
    /// <param name="folder">Where to run it; null for the folder of the tests, which has hocon/.</param>
    public static string InPath(string command, string? folder = null)
    {
        var program = Path.GetDirectoryName(Paths.Program)!;
        command = command == "./build.sh run" ? "mcpactors run --config hocon/host.conf" : command.Replace("./build.sh run ", "mcpactors ", StringComparison.Ordinal);
        return $"cd '{folder ?? AppContext.BaseDirectory}' && PATH='{program}:{program}/keeper':$PATH && exec {command}";
    }

    [GeneratedRegex(@" +# .*$")]
    private static partial Regex Comment();
}
