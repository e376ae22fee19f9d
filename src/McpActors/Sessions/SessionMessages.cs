using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>
/// Opens a session on a server: told to <see cref="McpActorsExtension.Sessions"/>. Answered with <see cref="SessionOpened"/>, or with
/// <c>Status.Failure</c> and a <see cref="McpSessionException"/>, or the server's own <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Id">The caller's own id, at most 200 characters; null to have one made. An id that is open is refused.</param>
/// <param name="Ttl">After which it ends, however much it is used: more than zero, at most 365 days; null for no such end.</param>
/// <param name="Holder">
/// The actor whose end ends the session, and which is told of it; null for the sender. Where the sender is an <c>Ask</c>, which is over with the
/// answer, or there is none, the session has no holder: then only <see cref="CloseSession"/>, its ttl and its idle time end it, and what
/// becomes of it is on the event stream alone. So who asks for a session should name a holder.
/// </param>
public sealed record OpenSession(string Server, string? Id = null, TimeSpan? Ttl = null, IActorRef? Holder = null);

/// <summary>The session is open.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Server">Its server.</param>
/// <param name="Session">
/// Takes every <see cref="IServerRequest"/>, <see cref="BeginWork"/>, <see cref="EndWork"/>, <see cref="CancelCall"/> and <see cref="CloseSession"/>.
/// They may leave their server empty.
/// </param>
/// <param name="Until">When its ttl ends it; null where it has none.</param>
public sealed record SessionOpened(string Id, string Server, IActorRef Session, DateTimeOffset? Until);

/// <summary>
/// Ends a session: told to it, or to <see cref="McpActorsExtension.Sessions"/> with an id. Calls under way are cancelled and fail. Answered with
/// <see cref="SessionEnded"/>, or <c>Status.Failure</c> where there is no such session.
/// </summary>
/// <param name="Id">The session's id; null where it is told to the session itself.</param>
public sealed record CloseSession(string? Id = null);

/// <summary>
/// A message for a session by its id, sent to <see cref="McpActorsExtension.Sessions"/>. The answer is that of the
/// message, or <c>Status.Failure</c> with a <see cref="McpSessionException"/> if no such session is open; for a session
/// that ended recently, the failure tells how it ended.
/// </summary>
/// <param name="Id">The session's id.</param>
/// <param name="Message">
/// An <see cref="IServerRequest"/>, a <see cref="BeginWork"/>, an <see cref="EndWork"/> or a <see cref="CancelCall"/>.
/// Its server may be empty.
/// </param>
public sealed record SessionMessage(string Id, IServerMessage Message);

/// <summary>Asks for all sessions of this host. Answered with <see cref="SessionList"/>.</summary>
public sealed record GetSessions
{
    /// <summary>The message; it has no content.</summary>
    public static GetSessions Instance { get; } = new();
}

/// <summary>The open sessions of this host, by id.</summary>
public sealed record SessionList(IReadOnlyList<SessionStatus> Sessions);

/// <summary>A session at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Server">Its server.</param>
/// <param name="Session">Its actor.</param>
/// <param name="Holder">The actor whose end ends it, where there is one.</param>
/// <param name="Opened">When it was opened.</param>
/// <param name="Until">When its ttl ends it; null where it has none.</param>
/// <param name="CallsInFlight">How many requests of it are not answered yet.</param>
/// <param name="Unused">How long it has been idle; zero while requests are under way.</param>
public sealed record SessionStatus(
    string Id, string Server, IActorRef Session, IActorRef? Holder, DateTimeOffset Opened, DateTimeOffset? Until, int CallsInFlight, TimeSpan Unused);

/// <summary>What is told to a session's holder, and published on the event stream. Subscribe to this for all of them.</summary>
public interface ISessionEvent
{
    /// <summary>The session's id.</summary>
    string Id { get; }

    /// <summary>The session's server.</summary>
    string Server { get; }
}

/// <summary>The process behind the session has become another: what the server remembered is gone, the session goes on.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Server">The session's server.</param>
/// <param name="Reason">What became of the last process.</param>
public sealed record SessionRestarted(string Id, string Server, string Reason) : ISessionEvent;

/// <summary>The session is over. Its id is free.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Server">The session's server.</param>
/// <param name="Reason">What ended it.</param>
/// <param name="Detail">The same in words.</param>
public sealed record SessionEnded(string Id, string Server, SessionEnd Reason, string Detail) : ISessionEvent;

/// <summary>What ended a session.</summary>
public enum SessionEnd
{
    /// <summary>It was closed by <see cref="CloseSession"/>.</summary>
    Closed,

    /// <summary>The actor that held it has stopped or crashed, or its node is lost.</summary>
    HolderGone,

    /// <summary>Nobody used it for <c>sessions.idle-ttl</c>.</summary>
    Idle,

    /// <summary>Its time to live was over.</summary>
    Expired,

    /// <summary>Its server was removed, stopped or parked.</summary>
    ServerGone,

    /// <summary>The host is shutting down.</summary>
    ShuttingDown,

    /// <summary>The session directory has given its id to another.</summary>
    ClaimLost,

    /// <summary>
    /// Its actor crashed, or was stopped by somebody, or the node that it was on is lost. It is never restarted: nobody could say what its server
    /// still remembers.
    /// </summary>
    Failed,
}
