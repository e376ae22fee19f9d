using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// A message to a server; send it to <see cref="McpActorsExtension.Servers"/>, which routes it by the server's name.
/// Implementations are immutable and thread-safe.
/// </summary>
public interface IServerMessage
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }
}

/// <summary>
/// A request to a server's process. Failures are answered with <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>. A request starts a server that has not started yet; a server that was stopped by <see
/// cref="StopServer"/> refuses.
/// </summary>
public interface IServerRequest : IServerMessage
{
    /// <summary>
    /// The time limit of the request, from the time at which the server is ready: more than zero and at most 24 days.
    /// Null for the server's <c>call-timeout</c>. The server's <c>max-call-timeout</c> also limits it.
    /// </summary>
    TimeSpan? Timeout { get; }
}

/// <summary>
/// Starts a server, or waits for its start in progress. Also starts a parked server. The answer is <see
/// cref="ServerStarted"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
public sealed record StartServer(string Server) : IServerMessage;

/// <summary>The server is ready for calls.</summary>
/// <param name="Status">The server's status when it became ready.</param>
public sealed record ServerStarted(ServerStatus Status);

/// <summary>
/// Stops a server; calls in flight fail. The answer is <see cref="ServerStopped"/>, when the server's processes are
/// extinct.
/// </summary>
/// <param name="Server">The server's configured name.</param>
public sealed record StopServer(string Server) : IServerMessage;

/// <summary>The server has no process.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Exit">How the process ended; null if there was none.</param>
public sealed record ServerStopped(string Server, ExitReport? Exit);

/// <summary>
/// Replaces a server's process. The new process is ready before the old one is drained; an old process that is not
/// ready ends first. The answer follows when the old process is extinct: <see cref="ServerStarted"/>, or
/// <c>Status.Failure</c> with a <see cref="McpServerException"/>. If the new process does not start, the old one keeps
/// serving.
/// </summary>
/// <param name="Server">The server's configured name.</param>
public sealed record RestartServer(string Server) : IServerMessage;

/// <summary>Asks for all servers. The answer is a <see cref="ServerList"/>.</summary>
public sealed record GetServers
{
    /// <summary>The message; it has no content.</summary>
    public static GetServers Instance { get; } = new();
}

/// <summary>All configured servers, by name.</summary>
/// <param name="Servers">The status of each server, ordered by name.</param>
public sealed record ServerList(IReadOnlyList<ServerStatus> Servers);
