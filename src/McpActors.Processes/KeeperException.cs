namespace McpActors.Processes;

/// <summary>A keeper is required, and there is none that runs here. The message names each file, what is wrong with it, and what to do.</summary>
/// <param name="problem">See <see cref="KeeperFinding.Problem"/>.</param>
public sealed class KeeperException(string problem) : Exception($"mcp-actors.keeper.required is on, but no keeper can be used: {problem}.");
