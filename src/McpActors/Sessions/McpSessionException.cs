using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>The kind of failure of a session or of a request to it.</summary>
public enum SessionFailure
{
    /// <summary>
    /// The message is invalid: it has no server, an empty id or a time out of range, or sessions do not take its type.
    /// </summary>
    BadRequest,

    /// <summary>A session with the id is open, in this or another host.</summary>
    IdInUse,

    /// <summary>There is no session with the id in this host.</summary>
    UnknownSession,

    /// <summary>The session ended before the request or while the request was in flight.</summary>
    Ended,

    /// <summary>The request names another server than the session's.</summary>
    WrongServer,

    /// <summary>The session directory threw, or did not answer in time.</summary>
    DirectoryFailed,

    /// <summary>The server did not accept the session within <c>sessions.open-timeout</c>.</summary>
    TimedOut,

    /// <summary>The host is shutting down and opens no sessions.</summary>
    ShuttingDown,
}

/// <summary>
/// A session was not opened, or could not take a request. The message names the session, the reason and the remedy. A
/// refusal by the server itself is a <see cref="McpServerException"/>, as without a session.
/// </summary>
public sealed class McpSessionException(string? session, SessionFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The session's id; null if it has none yet.</summary>
    public string? Session { get; } = session;

    /// <summary>The kind of failure.</summary>
    public SessionFailure Failure { get; } = failure;

    /// <summary>
    /// Whether the session's server may have acted on the request. The default value is <see cref="RequestOutcome.Unknown"/>: so it is for a request that was under
    /// way when its session ended.
    /// </summary>
    public RequestOutcome Outcome { get; init; }
}
