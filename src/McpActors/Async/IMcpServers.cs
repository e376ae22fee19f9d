using System.Text.Json;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace McpActors.Async;

/// <summary>
/// McpActors for callers that are not actors: controllers, hosted services, agents of other frameworks. Thin over the messages of
/// <see cref="McpActors.Servers"/> and <see cref="McpActors.Sessions"/>: what they start, wait for and refuse, this does. Thread-safe.
/// <code>
/// var servers = McpActorsExtension.Get(system).AsyncServers;
/// var answer = await servers.CallToolAsync("files", "list_directory", new { path = "/srv" });
/// </code>
/// </summary>
/// <remarks>
/// Every member fails with the actors' own exceptions: <see cref="McpServerException"/>, and <see cref="McpSessionException"/> where it is about a
/// session. Where the actor system has ended, and for what is under way then, that is a <see cref="ServerFailure.ShuttingDown"/>. A token that
/// is cancelled ends the waiting at once, with <see cref="OperationCanceledException"/>. A tool call is taken back from its server then;
/// everything else goes on there, and its answer is not heard.
/// </remarks>
public interface IMcpServers
{
    /// <summary>Calls a tool; a server that was not started yet is started for it.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The tool's arguments, by name; null for none.</param>
    /// <param name="progress">
    /// Told each progress, before the answer and in the server's order, on whichever thread brings it; null asks for none. See
    /// <see cref="CallTool.ProgressTo"/> for what it does to the timeout. One that throws fails the call with what it throws.
    /// </param>
    /// <param name="timeout">See <see cref="IServerRequest.Timeout"/>; null for the server's <c>call-timeout</c>.</param>
    /// <param name="cancellationToken">Takes the call back.</param>
    /// <returns>What the tool gave. A tool's own error is a result too: see <see cref="CallToolResult.IsError"/>.</returns>
    /// <exception cref="McpServerException">The call failed; the message says why and what to do.</exception>
    Task<CallToolResult> CallToolAsync(
        string server,
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments = null,
        IProgress<ToolProgress>? progress = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks anything that the protocol has: <c>await servers.RequestAsync&lt;ResourceResult&gt;(new ReadResource("files", uri))</c>.
    /// </summary>
    /// <typeparam name="TAnswer">What the request is answered with; its documentation says.</typeparam>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="McpServerException">The request failed.</exception>
    /// <exception cref="InvalidCastException">The answer is of another type.</exception>
    Task<TAnswer> RequestAsync<TAnswer>(IServerRequest request, CancellationToken cancellationToken = default)
        where TAnswer : class;

    /// <summary>The tools of a server, as it describes them.</summary>
    Task<IReadOnlyList<Tool>> ListToolsAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>The tools of a server as functions for Microsoft.Extensions.AI: <c>new ChatOptions { Tools = [.. tools] }</c>.</summary>
    Task<IReadOnlyList<McpTool>> GetToolsAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Opens a session, to be closed with <c>await using</c>.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="id">See <see cref="OpenSession.Id"/>; null to have one made.</param>
    /// <param name="ttl">See <see cref="OpenSession.Ttl"/>; null for no such end.</param>
    /// <param name="cancellationToken">Ends the waiting; a session that is opened nevertheless is closed.</param>
    /// <exception cref="McpSessionException">It was not opened.</exception>
    /// <exception cref="McpServerException">Its server refused it.</exception>
    Task<IMcpSession> OpenSessionAsync(string server, string? id = null, TimeSpan? ttl = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a server, or waits for the start that is under way: <see cref="StartServer"/>.</summary>
    Task<ServerStatus> StartAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Stops a server: <see cref="StopServer"/>. Done when its process is extinct.</summary>
    /// <returns>How its process ended; null where it had none.</returns>
    Task<ExitReport?> StopAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Replaces a server's process: <see cref="RestartServer"/>.</summary>
    Task<ServerStatus> RestartAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>All configured servers, by name.</summary>
    Task<IReadOnlyList<ServerStatus>> GetServersAsync(CancellationToken cancellationToken = default);

    /// <summary>Configures all servers anew: <see cref="ApplyServers"/>. Done when the old processes are extinct.</summary>
    /// <exception cref="ArgumentException">The definitions contradict each other; nothing was changed.</exception>
    Task<ServersApplied> ApplyAsync(IReadOnlyCollection<ServerSettings> definitions, CancellationToken cancellationToken = default);
}
