namespace McpActors.EndToEnd.Tests.Support;

/// <summary>The path of the program under test, in the same build.</summary>
internal static class Paths
{
    public static string Program { get; } = Find();

    // artifacts/bin/PROJECT/CONFIGURATION/
    private static string Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.FullName, "McpActors.Host", own.Name, "mcpactors");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The program is not built: {path}");
    }
}
