namespace McpActors.Host.Running;

/// <summary>The options of <c>ps</c> and <c>sweep</c>.</summary>
/// <param name="ConfigFile">The file that sets <c>mcp-actors.runtime-dir</c>; null for the directory that all hosts of
/// a user share.</param>
/// <param name="Json">Whether to print JSON.</param>
/// <param name="DryRun">Whether to end nothing.</param>
internal sealed record LineageOptions(string? ConfigFile, bool Json, bool DryRun = false);
