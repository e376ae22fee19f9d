namespace McpActors.Configuration;

/// <summary>
/// A server of an imported file whose name there is not legal as a server's name. Each run of illegal characters
/// became a hyphen. Immutable.
/// </summary>
/// <param name="Name">The server's name: <c>Azure-MCP-Server</c>.</param>
/// <param name="Original">Its name in the file: <c>Azure MCP Server</c>.</param>
/// <param name="Where">The file, with line and column.</param>
public sealed record RenamedServer(string Name, string Original, string Where);
