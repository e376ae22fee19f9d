using System.Text.Json;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>
/// McpActors for callers that are not actors: controllers, hosted services, agents of other frameworks. A thin layer
/// over the messages of <see cref="McpActors.Servers"/> and <see cref="McpActors.Sessions"/>, with the same behaviour.
/// Thread-safe.
/// <code>
/// var servers = McpActorsExtension.Get(system).Client;
/// var answer = await servers.CallToolAsync("files", "list_directory", new { path = "/srv" });
/// </code>
/// </summary>
/// <remarks>
/// Every member fails with the actors' exceptions: <see cref="McpServerException"/>, and <see
/// cref="McpSessionException"/> for sessions. After the end of the actor system, and for requests in flight at that
/// time, the failure is <see cref="ServerFailure.ShuttingDown"/>. A cancelled token ends the wait at once with <see
/// cref="OperationCanceledException"/>. It also cancels a tool call at its server; other requests continue there, and
/// their answers are ignored.
/// </remarks>
public interface IMcpServers
{
    /// <summary>Calls a tool. Starts the server if it is not running.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The tool's arguments, by name; null for none.</param>
    /// <param name="progress">Receives each progress notification before the answer, in the server's order, on any
    /// thread. The default value is null, which requests none. See <see cref="CallTool.ProgressTo"/> for its effect on
    /// the timeout. An exception that it throws fails the call.</param>
    /// <param name="timeout">See <see cref="IServerRequest.Timeout"/>. The default value is null, for the server's
    /// <c>call-timeout</c> (60 seconds by default).</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tool's result. A tool's own error is a result too: see
    /// <see cref="CallToolResult.IsError"/>.</returns>
    /// <exception cref="McpServerException">The call failed; the message gives the reason and the remedy.</exception>
    Task<CallToolResult> CallToolAsync(
        string server,
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments = null,
        IProgress<ToolProgress>? progress = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends any request of the protocol: <c>await servers.RequestAsync&lt;ResourceResult&gt;(new ReadResource("files",
    /// uri))</c>.
    /// </summary>
    /// <typeparam name="TAnswer">The type of the answer; see the documentation of the request.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpServerException">The request failed.</exception>
    /// <exception cref="InvalidCastException">The answer is of another type.</exception>
    Task<TAnswer> RequestAsync<TAnswer>(IServerRequest request, CancellationToken cancellationToken = default)
        where TAnswer : class;

    /// <summary>Lists the tools of a server, as the server describes them.</summary>
    Task<IReadOnlyList<Tool>> ListToolsAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the tools of a server as functions for Microsoft.Extensions.AI: <c>new ChatOptions { Tools = [.. tools]
    /// }</c>.
    /// </summary>
    Task<IReadOnlyList<McpTool>> GetToolsAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Opens a session; close it with <c>await using</c>.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="id">See <see cref="OpenSession.Id"/>. The default value is null, which generates one.</param>
    /// <param name="ttl">See <see cref="OpenSession.Ttl"/>. The default value is null, for no limit.</param>
    /// <param name="cancellationToken">Ends the wait; a session that is opened later is closed.</param>
    /// <exception cref="McpSessionException">The session was not opened.</exception>
    /// <exception cref="McpServerException">The server refused the session.</exception>
    Task<IMcpSession> OpenSessionAsync(string server, string? id = null, TimeSpan? ttl = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a server, or waits for a start in progress: <see cref="StartServer"/>.</summary>
    Task<ServerStatus> StartAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Stops a server: <see cref="StopServer"/>. Completes when its process is extinct.</summary>
    /// <returns>How the process ended; null if there was none.</returns>
    Task<ExitReport?> StopAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Replaces a server's process: <see cref="RestartServer"/>.</summary>
    Task<ServerStatus> RestartAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Lists all configured servers, ordered by name.</summary>
    Task<IReadOnlyList<ServerStatus>> GetServersAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the configuration of all servers: <see cref="ApplyServers"/>. Completes when the old processes are
    /// extinct.
    /// </summary>
    /// <exception cref="ArgumentException">The definitions contradict each other; nothing was changed.</exception>
    Task<ServersApplied> ApplyAsync(IReadOnlyCollection<ServerSettings> definitions, CancellationToken cancellationToken = default);
}
