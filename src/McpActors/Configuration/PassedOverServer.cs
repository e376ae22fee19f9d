namespace McpActors.Configuration;

/// <summary>An entry of an imported file that is not run.</summary>
/// <param name="Name">Its name there, which need not be one that a server of ours could have.</param>
/// <param name="Where">The file, with line and column.</param>
/// <param name="Reason">Why: <c>is disabled there</c>.</param>
public sealed record PassedOverServer(string Name, string Where, string Reason);
