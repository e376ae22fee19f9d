namespace McpActors.Testing;

/// <summary>The build's folder of programs that tests start: artifacts/bin/PROJECT/CONFIGURATION.</summary>
internal static class Artifacts
{
    private const string KeeperVariable = "MCPACTORS_KEEPER";

    /// <summary>ASSEMBLY/ is artifacts/bin/THIS-PROJECT/CONFIGURATION/.</summary>
    private static readonly DirectoryInfo Configuration = new(AppContext.BaseDirectory.TrimEnd('/'));

    private static DirectoryInfo Bin => Configuration.Parent!.Parent!;

    /// <summary>
    /// The native adversary, if build.sh could build it from the present sources, otherwise the portable one: its
    /// project decides.
    /// </summary>
    public static string Adversary { get; } = InBin("McpActors.Adversary", "McpActors.Adversary");

    /// <summary>A good server, on the C# SDK's own server.</summary>
    public static string SdkServer { get; } = InBin("McpActors.SdkServer", "McpActors.SdkServer");

    /// <summary>The programs that embed McpActors, for test projects that build them.</summary>
    public static string SignalHost { get; } = InBin("McpActors.SignalHost", "McpActors.SignalHost");

    /// <summary>
    /// The keeper under test: the one named by the environment, the native one if it was built, or else the portable
    /// one.
    /// </summary>
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
