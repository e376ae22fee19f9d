using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>What is said to a server by its name. The ServersActor routes it.</summary>
public interface IServerMessage
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }
}

/// <summary>
/// What is asked of a server's process: answered by it, or with <c>Status.Failure</c> with a <see cref="McpServerException"/>. A server that was
/// not started yet is started for it; one that was stopped by <see cref="StopServer"/> refuses.
/// </summary>
public interface IServerRequest : IServerMessage
{
    /// <summary>
    /// How long it may take, once the server is ready: more than zero, and at most 24 days; null for the server's <c>call-timeout</c>.
    /// It is never longer than the server's <c>max-call-timeout</c>.
    /// </summary>
    TimeSpan? Timeout { get; }
}

/// <summary>
/// Starts a server, or waits for the start that is under way. Frees a parked server.
/// Answered with <see cref="ServerStarted"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
public sealed record StartServer(string Server) : IServerMessage;

/// <summary>The server is ready for calls.</summary>
public sealed record ServerStarted(ServerStatus Status);

/// <summary>
/// Stops a server; calls in flight fail. Answered with <see cref="ServerStopped"/> when its process is extinct.
/// </summary>
public sealed record StopServer(string Server) : IServerMessage;

/// <summary>The server has no process.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Exit">How its process ended; null where it had none.</param>
public sealed record ServerStopped(string Server, ExitReport? Exit);

/// <summary>
/// Replaces a server's process: the new one is ready before the old one is drained, and that is extinct before this is answered, as
/// <see cref="StartServer"/> is. One that serves nobody is ended first. Where the new one does not start, the old one serves on.
/// </summary>
public sealed record RestartServer(string Server) : IServerMessage;

/// <summary>Asks for all servers. Answered with <see cref="ServerList"/>.</summary>
public sealed record GetServers
{
    /// <summary>The message; it has no content.</summary>
    public static GetServers Instance { get; } = new();
}

/// <summary>All configured servers, by name.</summary>
public sealed record ServerList(IReadOnlyList<ServerStatus> Servers);
