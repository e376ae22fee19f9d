using McpActors.Processes.Linux;
using McpActors.Processes.Portable;

namespace McpActors.Processes;

/// <summary>Chooses how processes are started on this system. Thread-safe.</summary>
public static class ProcessLauncher
{
    /// <summary>
    /// Creates a launcher with a keeper if one can run here; otherwise a portable launcher, whose <see
    /// cref="IProcessLauncher.Weakness"/> gives the reason.
    /// </summary>
    /// <param name="keeperPath">The path of <c>mcp-keeper</c>. The default is an empty string, which searches
    /// <see cref="KeeperLocator.Candidates"/>.</param>
    /// <param name="keeperRequired">Whether to fail if no keeper can run. The default value is false.</param>
    /// <exception cref="KeeperException">A keeper is required, but it is missing, not executable, or was built for
    /// another machine.</exception>
    public static IProcessLauncher Create(string keeperPath = "", bool keeperRequired = false)
    {
        var keeper = KeeperLocator.Find(keeperPath);
        if (keeper.Path is { } found) return new KeeperLauncher(found);
        var problem = keeper.Problem ?? "";
        return keeperRequired ? throw new KeeperException(problem) : new TreeLauncher(problem);
    }
}
