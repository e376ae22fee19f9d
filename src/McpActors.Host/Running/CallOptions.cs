using System.Text.Json;

namespace McpActors.Host.Running;

/// <summary>What <c>call</c> was given.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The tool's arguments.</param>
/// <param name="Json">Whether the whole result is wanted.</param>
/// <param name="ConfigFile">The configuration; null for the one that is built in.</param>
/// <param name="LogFile">Where JSON lines go; null for nowhere.</param>
internal sealed record CallOptions(
    string Server, string Tool, IReadOnlyDictionary<string, JsonElement> Arguments, bool Json, string? ConfigFile, string? LogFile);
