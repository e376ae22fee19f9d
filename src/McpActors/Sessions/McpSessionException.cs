namespace McpActors.Sessions;

/// <summary>Why a session was not opened, or why something that was asked of it failed.</summary>
public enum SessionFailure
{
    /// <summary>The message is wrong in itself: no server, an empty id, a time that is out of range, something that no session takes.</summary>
    BadRequest,

    /// <summary>A session with that id is open, here or in another host.</summary>
    IdInUse,

    /// <summary>There is no session with that id in this host.</summary>
    UnknownSession,

    /// <summary>The session has ended, before the request or while it was under way.</summary>
    Ended,

    /// <summary>The request names another server than the session's.</summary>
    WrongServer,

    /// <summary>The session directory threw, or did not answer in time.</summary>
    DirectoryFailed,

    /// <summary>The server did not give the session its place in time.</summary>
    TimedOut,

    /// <summary>The host is shutting down and opens no sessions.</summary>
    ShuttingDown,
}

/// <summary>
/// A session was not opened, or could not take a request. The message says what happened, to which session, why, and what to do. What the server
/// itself refuses is a <see cref="McpActors.Servers.McpServerException"/>, as it is without a session.
/// </summary>
public sealed class McpSessionException(string? session, SessionFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The session's id; null where it has none yet.</summary>
    public string? Session { get; } = session;

    /// <summary>What kind of failure it is.</summary>
    public SessionFailure Failure { get; } = failure;
}
