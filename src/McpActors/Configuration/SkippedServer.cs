namespace McpActors.Configuration;

/// <summary>An entry of an imported file that was skipped. Immutable.</summary>
/// <param name="Name">The entry's name in the file, which may be illegal as a server's name.</param>
/// <param name="Where">The file, with line and column.</param>
/// <param name="Reason">The reason, as the end of a sentence: <c>is disabled there</c>.</param>
public sealed record SkippedServer(string Name, string Where, string Reason);
