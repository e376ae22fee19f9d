using System.Text.Json;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace McpActors.Async;

/// <summary>
/// A session on a server, for callers that are not actors. <see cref="IAsyncDisposable.DisposeAsync"/> closes it: calls under way are cancelled
/// and fail. One that is not disposed of ends with its ttl, its idle time, or the host. Thread-safe.
/// <code>
/// await using var session = await servers.OpenSessionAsync("browser");
/// await session.CallToolAsync("navigate", new { url = "https://example.org" });
/// </code>
/// </summary>
/// <remarks>Every member fails as those of <see cref="IMcpServers"/> do, and with a <see cref="McpSessionException"/> where the session is over.</remarks>
public interface IMcpSession : IAsyncDisposable
{
    /// <summary>Its id.</summary>
    string Id { get; }

    /// <summary>Its server.</summary>
    string Server { get; }

    /// <summary>When its ttl ends it; null where it has none.</summary>
    DateTimeOffset? Until { get; }

    /// <summary>Completes, never faulted, when the session is over, and says what ended it.</summary>
    Task<SessionEnded> Ended { get; }

    /// <summary>Calls a tool: see <see cref="IMcpServers.CallToolAsync"/>.</summary>
    Task<CallToolResult> CallToolAsync(
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments = null,
        IProgress<ToolProgress>? progress = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks anything that the protocol has: see <see cref="IMcpServers.RequestAsync"/>. The request may leave its server empty.</summary>
    Task<TAnswer> RequestAsync<TAnswer>(IServerRequest request, CancellationToken cancellationToken = default)
        where TAnswer : class;

    /// <summary>The tools of its server, as it describes them.</summary>
    Task<IReadOnlyList<Tool>> ListToolsAsync(CancellationToken cancellationToken = default);

    /// <summary>The tools of its server as functions that are called in this session.</summary>
    Task<IReadOnlyList<McpTool>> GetToolsAsync(CancellationToken cancellationToken = default);
}
