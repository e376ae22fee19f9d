namespace McpActors.EndToEnd.Tests.Support;

/// <summary>A fact that runs on Linux only, with its kernel as the oracle.</summary>
public class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "the oracle of these tests is a Linux child subreaper";
    }
}

/// <summary>The same for a theory.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "the oracle of these tests is a Linux child subreaper";
    }
}

/// <summary>A fact that needs script(1), which gives a program a terminal.</summary>
public sealed class TerminalFactAttribute : LinuxFactAttribute
{
    public TerminalFactAttribute() => Skip ??= File.Exists("/usr/bin/script") ? null : "script(1) is not installed";
}

/// <summary>A fact that needs the public servers, which build.sh downloads by npx.</summary>
public sealed class NpxFactAttribute : LinuxFactAttribute
{
    public NpxFactAttribute() => Skip ??= NpxServers.WhyNot;
}

/// <summary>The public MCP servers, each at the one version that build/npm/package.json names.</summary>
internal static class NpxServers
{
    /// <summary>The reason why they cannot be used here; null if they can.</summary>
    public static string? WhyNot { get; } =
        Environment.GetEnvironmentVariable("MCPACTORS_NPX_SKIP") is { Length: > 0 } reason ? reason
        : IsInPath("npx") ? null
        : "npx is not installed";

    public static string Everything { get; } = Versioned("@modelcontextprotocol/server-everything");

    public static string Filesystem { get; } = Versioned("@modelcontextprotocol/server-filesystem");

    public static string Memory { get; } = Versioned("@modelcontextprotocol/server-memory");

    private static string Versioned(string package)
    {
        using var pinned = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "npx-servers.json")));
        return $"{package}@{pinned.RootElement.GetProperty("dependencies").GetProperty(package).GetString()}";
    }

    private static bool IsInPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));
}
