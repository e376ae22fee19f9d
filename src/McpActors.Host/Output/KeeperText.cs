using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>Says which keeper is used, and so what holds the servers.</summary>
internal static class KeeperText
{
    /// <param name="configured"><c>mcp-actors.keeper.path</c>, or an empty string.</param>
    public static string Describe(string configured = "")
    {
        var (keeper, problem) = KeeperLocator.Find(configured);
        if (keeper is null) return $"none: {problem}; containment: tree (what leaves the process tree is not seen)";
        // A framework-dependent program has its assembly beside it, or is nothing else; a native one is alone.
        var assembly = keeper.EndsWith(".dll", StringComparison.Ordinal) ? keeper : keeper + ".dll";
        return $"{(File.Exists(assembly) ? "framework-dependent" : "native")} ({keeper})";
    }
}
