namespace McpActors.Host.Running;

/// <summary>What <c>run</c> was given.</summary>
/// <param name="ConfigFile">The configuration; null for the one that is built in.</param>
/// <param name="LogFile">Where JSON lines go as well; null for nowhere.</param>
/// <param name="Port">The port of this node of a cluster; null for what the configuration says.</param>
/// <param name="Seeds">Nodes to join, as HOST:PORT.</param>
internal sealed record RunOptions(string? ConfigFile, string? LogFile, int? Port, IReadOnlyList<string> Seeds);
