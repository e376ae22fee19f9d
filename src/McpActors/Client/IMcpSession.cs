using System.Text.Json;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>
/// A session on a server, for callers that are not actors. <see cref="IAsyncDisposable.DisposeAsync"/> closes it: calls
/// in flight are cancelled and fail. A session that is not disposed ends with its ttl, its idle time, or the host.
/// Thread-safe.
/// <code>
/// await using var session = await servers.OpenSessionAsync("browser");
/// await session.CallToolAsync("navigate", new { url = "https://example.org" });
/// </code>
/// </summary>
/// <remarks>
/// Members fail like those of <see cref="IMcpServers"/>, and with <see cref="McpSessionException"/> after the session
/// has ended.
/// </remarks>
public interface IMcpSession : IAsyncDisposable
{
    /// <summary>The session's id.</summary>
    string Id { get; }

    /// <summary>The server's configured name.</summary>
    string Server { get; }

    /// <summary>The time at which the ttl ends the session; null without a ttl.</summary>
    DateTimeOffset? Until { get; }

    /// <summary>Completes when the session has ended, with the reason; never faulted.</summary>
    Task<SessionEnded> Ended { get; }

    /// <summary>Calls a tool: see <see cref="IMcpServers.CallToolAsync"/>.</summary>
    Task<CallToolResult> CallToolAsync(
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments = null,
        IProgress<ToolProgress>? progress = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends any request of the protocol: see <see cref="IMcpServers.RequestAsync"/>. The request's server may be
    /// empty.
    /// </summary>
    Task<TAnswer> RequestAsync<TAnswer>(IServerRequest request, CancellationToken cancellationToken = default)
        where TAnswer : class;

    /// <summary>Lists the tools of the server, as the server describes them.</summary>
    Task<IReadOnlyList<Tool>> ListToolsAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the tools of the server as functions that are called in this session.</summary>
    Task<IReadOnlyList<McpTool>> GetToolsAsync(CancellationToken cancellationToken = default);
}
