using McpActors.Processes.Linux;
using McpActors.Processes.Portable;

namespace McpActors.Processes;

/// <summary>Chooses how processes are started on this system.</summary>
public static class ProcessLauncher
{
    /// <summary>A launcher with a keeper where this system and this installation have one, otherwise the portable one.</summary>
    /// <param name="keeperPath">A configured path of <c>mcp-keeper</c>, or an empty string to look beside the program.</param>
    /// <param name="keeperRequired">Whether to refuse where there is no keeper.</param>
    /// <exception cref="PlatformNotSupportedException">A keeper is required, and there is none.</exception>
    /// <exception cref="FileNotFoundException">A keeper is required or configured, and the file is not there.</exception>
    public static IProcessLauncher Create(string keeperPath = "", bool keeperRequired = false)
    {
        ArgumentNullException.ThrowIfNull(keeperPath);
        if (!OperatingSystem.IsLinux())
        {
            return keeperRequired
                ? throw new PlatformNotSupportedException("mcp-actors.keeper.required is on, but only Linux has what a keeper needs.")
                : new TreeLauncher();
        }
        if (KeeperLocator.Find(keeperPath) is { } found) return new KeeperLauncher(found);
        if (!keeperRequired && keeperPath.Length == 0) return new TreeLauncher();
        var searched = string.Join(", ", keeperPath.Length > 0 ? [keeperPath] : KeeperLocator.Candidates);
        throw new FileNotFoundException($"mcp-keeper was not found. Looked for: {searched}. Set mcp-actors.keeper.path.");
    }
}
