namespace McpActors.Processes;

/// <summary>
/// A keeper is required, but none can run here. The message names each file, its problem, and the remedy.
/// </summary>
/// <param name="problem">See <see cref="KeeperFinding.Problem"/>.</param>
public sealed class KeeperException(string problem) : Exception($"mcp-actors.keeper.required is on, but no keeper can be used: {problem}.");
