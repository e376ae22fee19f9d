using System.Text.Json;
using McpActors.Servers;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>
/// Tool calls with an object as arguments: <c>servers.CallToolAsync("files", "list_directory", new { path = "/srv"
/// })</c>.
/// </summary>
public static class McpCallExtensions
{
    /// <summary>Calls a tool with the members of an object as its arguments: see <see cref="IMcpServers.CallToolAsync"/>.</summary>
    /// <exception cref="ArgumentException">The arguments are not a JSON object.</exception>
    public static Task<CallToolResult> CallToolAsync(
        this IMcpServers servers,
        string server,
        string tool,
        object arguments,
        IProgress<ToolProgress>? progress = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(servers);
        return servers.CallToolAsync(server, tool, Members(arguments), progress, timeout, cancellationToken);
    }

    /// <summary>Calls a tool with the members of an object as its arguments: see <see cref="IMcpSession.CallToolAsync"/>.</summary>
    /// <exception cref="ArgumentException">The arguments are not a JSON object.</exception>
    public static Task<CallToolResult> CallToolAsync(
        this IMcpSession session,
        string tool,
        object arguments,
        IProgress<ToolProgress>? progress = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.CallToolAsync(tool, Members(arguments), progress, timeout, cancellationToken);
    }

    private static Dictionary<string, JsonElement> Members(object arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var json = JsonSerializer.SerializeToElement(arguments);
        if (json.ValueKind == JsonValueKind.Object) return json.Deserialize<Dictionary<string, JsonElement>>()!;
        throw new ArgumentException(
            $"A tool's arguments have names: an object or a dictionary, such as new {{ path = \"/srv\" }}; a {arguments.GetType().Name} has none.",
            nameof(arguments));
    }
}
