namespace McpActors.Processes;

/// <summary>The result of <see cref="KeeperLocator.Find"/>. Exactly one of the two members is null.</summary>
/// <param name="Path">The keeper to use: <c>mcp-keeper</c>, or <c>mcp-keeper.dll</c> if only the framework-dependent
/// keeper exists.</param>
/// <param name="Problem">Why no keeper can be used, file by file, with the remedy; without a final full stop.</param>
public sealed record KeeperFinding(string? Path, string? Problem);
