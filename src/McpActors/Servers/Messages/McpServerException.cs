using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The kind of failure of a server or of a request to it.</summary>
public enum ServerFailure
{
    /// <summary>No server of the name is configured.</summary>
    UnknownServer,

    /// <summary>The server has no tool of the name.</summary>
    UnknownTool,

    /// <summary>The server was stopped on request, is stopping, or is parked.</summary>
    NotRunning,

    /// <summary>
    /// The server's process did not start: it was not found or not executable, ended during the handshake, or did not
    /// answer it.
    /// </summary>
    StartFailed,

    /// <summary>The server's process ended during the call.</summary>
    Exited,

    /// <summary>The server did not answer within the call's timeout.</summary>
    TimedOut,

    /// <summary>The caller cancelled the call, or the server is stopping.</summary>
    Cancelled,

    /// <summary>The server answered with a protocol error, or its answer could not be read.</summary>
    ProtocolError,

    /// <summary>Too many requests wait for the server, or there is no room for its process.</summary>
    Overloaded,

    /// <summary>
    /// The server left calls of the tool, or all requests, unanswered. Such requests are refused for
    /// <c>breaker.reset-timeout</c>. Retry later.
    /// </summary>
    BreakerOpen,

    /// <summary>The host is shutting down and accepts no new work.</summary>
    ShuttingDown,

    /// <summary>In a cluster, no node has the job's server and role, or the job's node was lost.</summary>
    NoNode,

    /// <summary>The server's answer is longer than <c>max-message</c>. The process keeps running.</summary>
    ResultTooLarge,

    /// <summary>The server describes the tool otherwise than it was accepted: see <c>pin</c> and <see cref="AcceptTools"/>.</summary>
    ToolChanged,
}

/// <summary>
/// A request to a server failed. The message names the server, the reason and the remedy.
/// </summary>
public sealed class McpServerException(string server, ServerFailure failure, string message, ExitReport? exit = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The server's configured name.</summary>
    public string Server { get; } = server;

    /// <summary>The kind of failure.</summary>
    public ServerFailure Failure { get; } = failure;

    /// <summary>
    /// Whether the server may have acted on the request. The default value is <see cref="RequestOutcome.Unknown"/>. Every
    /// failure that McpActors reports sets it.
    /// </summary>
    public RequestOutcome Outcome { get; init; }

    /// <summary>How the server's process ended; null if it has not ended.</summary>
    public ExitReport? Exit { get; } = exit;

    /// <summary>The message without what it says about the outcome, for other messages that quote it.</summary>
    internal string WithoutOutcome
    {
        get => field ?? Message;
        init;
    }
}
