using McpActors.Processes.Linux;
using McpActors.Processes.Portable;

namespace McpActors.Processes;

/// <summary>Chooses how processes are started on this system.</summary>
public static class ProcessLauncher
{
    /// <summary>
    /// A launcher with a keeper where this system and this installation have one that runs, otherwise the portable one, which says why in
    /// <see cref="IProcessLauncher.Weakness"/>.
    /// </summary>
    /// <param name="keeperPath">A configured path of <c>mcp-keeper</c>, or an empty string to look beside the program.</param>
    /// <param name="keeperRequired">Whether to refuse where there is no keeper.</param>
    /// <exception cref="KeeperException">
    /// A keeper is required, and there is none: it is missing, may not be executed, or was built for another machine.
    /// </exception>
    public static IProcessLauncher Create(string keeperPath = "", bool keeperRequired = false)
    {
        var keeper = KeeperLocator.Find(keeperPath);
        if (keeper.Path is { } found) return new KeeperLauncher(found);
        var problem = keeper.Problem ?? "";
        return keeperRequired ? throw new KeeperException(problem) : new TreeLauncher(problem);
    }
}
