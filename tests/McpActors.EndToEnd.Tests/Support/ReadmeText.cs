using System.Text.RegularExpressions;

namespace McpActors.EndToEnd.Tests.Support;

/// <summary>README.md, beside the tests.</summary>
internal static partial class ReadmeText
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    /// <summary>What it says to type, in its order, without the comments.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        .. Blocks().Matches(Text).SelectMany(block => block.Groups["text"].Value.Split('\n')
                .Where(line => block.Groups["language"].Value == "sh" || line.StartsWith("$ ", StringComparison.Ordinal)))
            .Select(line => Comment().Replace(line, "").Trim('$', ' '))
            .Where(line => line.Length > 0),
    ];

    /// <summary>The first block below a heading.</summary>
    public static string FirstBlock(string heading)
    {
        var block = Regex.Match(Text, $@"^## {Regex.Escape(heading)}\n.*?^```\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(block.Success, $"README.md has no block under '{heading}'.");
        return block.Groups[1].Value;
    }

    /// <summary>
    /// For /bin/sh: a command as a reader types it who has what was built in PATH. build.sh is passed over, which would build what runs this: <c>run</c>
    /// starts the program with what follows, or with hocon/host.conf.
    /// </summary>
    public static string InPath(string command)
    {
        var program = Path.GetDirectoryName(Paths.Program)!;
        command = command == "./build.sh run" ? "mcpactors run --config hocon/host.conf" : command.Replace("./build.sh run ", "mcpactors ", StringComparison.Ordinal);
        return $"cd '{AppContext.BaseDirectory}' && PATH='{program}:{program}/keeper':$PATH && exec {command}";
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@" +# .*$")]
    private static partial Regex Comment();
}
