using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>Says which keeper is used, and so what holds the servers.</summary>
internal static class KeeperText
{
    /// <param name="configured"><c>mcp-actors.keeper.path</c>, or an empty string.</param>
    public static string Describe(string configured = "")
    {
        if (!OperatingSystem.IsLinux()) return "none on this system; containment: tree (what leaves the process tree is not seen)";
        if (KeeperLocator.Find(configured) is not { } keeper)
            return $"not found in {string.Join(", ", KeeperLocator.Candidates)}; containment: tree (what leaves the process tree is not seen)";
        // A framework-dependent program has its assembly beside it; a native one is alone.
        var kind = File.Exists(Path.ChangeExtension(keeper, ".dll")) ? "framework-dependent" : "native";
        return $"{kind} ({keeper})";
    }
}
