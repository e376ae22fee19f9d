namespace McpActors.Host.Running;

/// <summary>The options of <c>run</c>.</summary>
/// <param name="ConfigFile">The configuration file; null for the built-in configuration.</param>
/// <param name="LogFile">The additional file for JSON lines; null for none.</param>
/// <param name="Port">This cluster node's port; null for the configured port.</param>
/// <param name="Seeds">Cluster nodes to join, as HOST:PORT.</param>
internal sealed record RunOptions(string? ConfigFile, string? LogFile, int? Port, IReadOnlyList<string> Seeds);
