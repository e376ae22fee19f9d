namespace McpActors.Testing;

/// <summary>Where the build puts the programs that tests start: artifacts/bin/PROJECT/CONFIGURATION.</summary>
internal static class Artifacts
{
    private const string KeeperVariable = "MCPACTORS_KEEPER";

    /// <summary>ASSEMBLY/ is artifacts/bin/THIS-PROJECT/CONFIGURATION/.</summary>
    private static readonly DirectoryInfo Configuration = new(AppContext.BaseDirectory.TrimEnd('/'));

    private static DirectoryInfo Bin => Configuration.Parent!.Parent!;

    /// <summary>The native one, where build.sh could make it from the present sources, or else the portable one: its project decides.</summary>
    public static string Adversary { get; } = InBin("McpActors.Adversary", "McpActors.Adversary");

    /// <summary>The programs that embed McpActors, for those whose projects build them.</summary>
    public static string SignalHost { get; } = InBin("McpActors.SignalHost", "McpActors.SignalHost");

    /// <summary>The keeper under test: the one that the environment names, the native one where it was built, or else the portable one.</summary>
    public static string Keeper { get; } = FindKeeper();

    private static string FindKeeper()
    {
        if (Environment.GetEnvironmentVariable(KeeperVariable) is { Length: > 0 } chosen)
            return chosen;

        // build/Keeper.targets puts it there for a project that sets CarriesKeeper.
        var carried = Path.Combine(AppContext.BaseDirectory, "keeper", "mcp-keeper");
        return File.Exists(carried) ? carried : InBin("McpActors.Keeper", "mcp-keeper");
    }

    private static string InBin(string project, string program) => Path.Combine(Bin.FullName, project, Configuration.Name, program);
}
