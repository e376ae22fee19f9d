using System.Text.Json;

namespace McpActors.Host.Running;

/// <summary>The options of <c>call</c>.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The tool's arguments.</param>
/// <param name="Json">Whether to print the whole result as JSON.</param>
/// <param name="ConfigFile">The configuration file; null for the built-in configuration.</param>
/// <param name="LogFile">The file for JSON lines; null for none.</param>
internal sealed record CallOptions(
    string Server, string Tool, IReadOnlyDictionary<string, JsonElement> Arguments, bool Json, string? ConfigFile, string? LogFile);
