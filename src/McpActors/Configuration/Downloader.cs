namespace McpActors.Configuration;

/// <summary>
/// Commands that download a program before they run it. A download that is ended by a timeout begins again at the next
/// start, so a server that is too large for the timeout would never start.
/// </summary>
internal static class Downloader
{
    public static readonly TimeSpan StartupTimeout = TimeSpan.FromMinutes(5);

    private static readonly string[] Always = ["npx", "pnpx", "bunx", "uvx", "dnx"];

    private static readonly Dictionary<string, string[]> WithVerb = new(StringComparer.OrdinalIgnoreCase)
    {
        ["npm"] = ["exec", "x"], ["pnpm"] = ["dlx", "exec"], ["yarn"] = ["dlx"], ["bun"] = ["x"], ["uv"] = ["run", "tool", "x"],
        ["pipx"] = ["run"], ["docker"] = ["run"], ["podman"] = ["run"], ["nerdctl"] = ["run"], ["go"] = ["run"], ["deno"] = ["run"],
        ["dotnet"] = ["dnx", "tool", "run"], ["nix"] = ["run", "shell"],
    };

    // Programs that run the command in their arguments.
    private static readonly string[] Wrappers = ["cmd", "env", "sh", "bash", "mise"];

    public static bool Is(string command, IReadOnlyList<string> arguments)
    {
        var name = NameOf(command);
        if (Always.Contains(name, StringComparer.OrdinalIgnoreCase)) return true;
        if (WithVerb.TryGetValue(name, out var verbs)) return arguments.FirstOrDefault(a => !IsOption(a)) is { } verb && verbs.Contains(verb);
        if (!Wrappers.Contains(name, StringComparer.OrdinalIgnoreCase)) return false;
        // "cmd /c npx ...", "sh -c 'npx ...'", "env A=B npx ...", "mise exec -- npx ...".
        var words = arguments.SelectMany(a => a.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return words.Index().Any(word => Is(word.Item, words[(word.Index + 1)..]));
    }

    private static bool IsOption(string argument) => argument.StartsWith('-') || argument.StartsWith('/');

    // "C:\Program Files\nodejs\npx.cmd" is npx.
    private static string NameOf(string command)
    {
        var name = command[(command.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }
}
