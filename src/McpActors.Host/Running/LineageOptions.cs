namespace McpActors.Host.Running;

/// <summary>What <c>ps</c> or <c>sweep</c> was given.</summary>
/// <param name="ConfigFile">The configuration whose <c>mcp-actors.runtime-dir</c> counts; null for the folder that all hosts of a user share.</param>
/// <param name="Json">Whether the answer is for programs.</param>
/// <param name="DryRun">Whether nothing is to be ended.</param>
internal sealed record LineageOptions(string? ConfigFile, bool Json, bool DryRun = false);
