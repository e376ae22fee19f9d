using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>Why something that was asked of a server failed.</summary>
public enum ServerFailure
{
    /// <summary>No server of that name is configured.</summary>
    UnknownServer,

    /// <summary>The server has no tool of that name.</summary>
    UnknownTool,

    /// <summary>It was stopped on request, is stopping, or is parked.</summary>
    NotRunning,

    /// <summary>It could not be started: not found, not executable, ended during the handshake, never answered it.</summary>
    StartFailed,

    /// <summary>Its process ended during the call.</summary>
    Exited,

    /// <summary>It did not answer within the call's timeout.</summary>
    TimedOut,

    /// <summary>The call was cancelled by its caller, or because the server is being stopped.</summary>
    Cancelled,

    /// <summary>It answered with a protocol error, or with what cannot be read as an answer.</summary>
    ProtocolError,

    /// <summary>Too many calls wait for it already.</summary>
    Overloaded,

    /// <summary>It left such requests unanswered, or all of them, and gets none of them for a while: see <c>breaker</c>. Ask again later.</summary>
    BreakerOpen,

    /// <summary>The host is shutting down and takes no new work.</summary>
    ShuttingDown,

    /// <summary>In a cluster: no node has the server and the role that the job names, or the node that ran it was lost.</summary>
    NoNode,

    /// <summary>Its answer is longer than <c>max-message</c>. The process goes on.</summary>
    ResultTooLarge,
}

/// <summary>
/// Something that was asked of a server failed. The message says what happened, to which server, why, and what to do.
/// </summary>
public sealed class McpServerException(string server, ServerFailure failure, string message, ExitReport? exit = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The server's configured name.</summary>
    public string Server { get; } = server;

    /// <summary>What kind of failure it is.</summary>
    public ServerFailure Failure { get; } = failure;

    /// <summary>How its process ended, where it did.</summary>
    public ExitReport? Exit { get; } = exit;
}
