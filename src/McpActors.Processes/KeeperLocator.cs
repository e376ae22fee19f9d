namespace McpActors.Processes;

/// <summary>Finds <c>mcp-keeper</c>.</summary>
public static class KeeperLocator
{
    private const string FileName = "mcp-keeper";

    /// <summary>Where a keeper is looked for when the configuration names none, in order: beside the program.</summary>
    public static IReadOnlyList<string> Candidates =>
    [
        Path.Combine(AppContext.BaseDirectory, "keeper", FileName),
        Path.Combine(AppContext.BaseDirectory, FileName),
    ];

    /// <summary>The keeper to use, or null where there is none.</summary>
    /// <param name="configured">A configured path, or an empty string to look beside the program.</param>
    public static string? Find(string configured) =>
        (configured.Length > 0 ? [configured] : Candidates).FirstOrDefault(File.Exists);
}
