namespace McpActors.Host.Running;

/// <summary>The options of <c>pins</c>.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Tools">The tools; none for all.</param>
/// <param name="Accept">Whether to accept the changes.</param>
/// <param name="ConfigFile">The configuration file; null for the built-in configuration.</param>
/// <param name="LogFile">The file for JSON lines; null for none.</param>
internal sealed record PinsOptions(string Server, IReadOnlyList<string> Tools, bool Accept, string? ConfigFile, string? LogFile);
