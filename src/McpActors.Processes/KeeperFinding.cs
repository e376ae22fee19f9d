namespace McpActors.Processes;

/// <summary>What came of looking for a keeper. Exactly one of the two is null.</summary>
/// <param name="Path">The keeper to use: <c>mcp-keeper</c>, or <c>mcp-keeper.dll</c> where there is only the framework-dependent one.</param>
/// <param name="Problem">Why there is none to use, file by file, and what to do; without a full stop.</param>
public sealed record KeeperFinding(string? Path, string? Problem);
