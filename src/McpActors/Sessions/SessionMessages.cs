using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>
/// Opens a session on a server; sent to <see cref="McpActorsExtension.Sessions"/>. The answer is <see
/// cref="SessionOpened"/>, or <c>Status.Failure</c> with a <see cref="McpSessionException"/> or the server's own <see
/// cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Id">The caller's id for the session: 1 to 200 characters, no control characters. The default value is
/// null, which generates an id. The id of an open session is refused.</param>
/// <param name="Ttl">The longest life of the session, even if it is in use: more than zero and at most 365 days. The
/// default value is null, for no limit.</param>
/// <param name="Holder">
/// The actor whose end ends the session, and which receives its events. The default value is null, for the sender. A
/// session has no holder if the sender is an <c>Ask</c>, which ends with the answer, or if there is no sender. Such a
/// session ends only by <see cref="CloseSession"/>, its ttl, its idle time or its server, and its events are only on
/// the event stream. With an <c>Ask</c>, name a holder.
/// </param>
public sealed record OpenSession(string Server, string? Id = null, TimeSpan? Ttl = null, IActorRef? Holder = null);

/// <summary>The session is open.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Server">Its server.</param>
/// <param name="Session">
/// The session's actor. It takes every <see cref="IServerRequest"/>, <see cref="BeginWork"/>, <see cref="EndWork"/>,
/// <see cref="CancelCall"/> and <see cref="CloseSession"/>; their server may be empty.
/// </param>
/// <param name="Until">When its ttl ends it; null where it has none.</param>
public sealed record SessionOpened(string Id, string Server, IActorRef Session, DateTimeOffset? Until);

/// <summary>
/// Ends a session; sent to the session, or with an id to <see cref="McpActorsExtension.Sessions"/>. Calls in flight are
/// cancelled and fail. The answer is <see cref="SessionEnded"/>, or <c>Status.Failure</c> with a <see
/// cref="McpSessionException"/> if there is no such session.
/// </summary>
/// <param name="Id">The session's id. The default value is null, for a message to the session itself.</param>
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

/// <summary>Asks for all sessions of this host. The answer is a <see cref="SessionList"/>.</summary>
public sealed record GetSessions
{
    /// <summary>The message; it has no content.</summary>
    public static GetSessions Instance { get; } = new();
}

/// <summary>The open sessions of this host, by id.</summary>
/// <param name="Sessions">The status of each open session, ordered by id.</param>
public sealed record SessionList(IReadOnlyList<SessionStatus> Sessions);

/// <summary>The status of a session at one moment. Immutable and thread-safe.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Server">The session's server.</param>
/// <param name="Session">The session's actor.</param>
/// <param name="Holder">The actor whose end ends the session; null if there is none.</param>
/// <param name="Opened">The time at which the session was opened.</param>
/// <param name="Until">The time at which the session's ttl ends it; null if it has no ttl.</param>
/// <param name="CallsInFlight">The number of requests in flight.</param>
/// <param name="Unused">The time for which the session has been idle; zero while requests are in flight.</param>
public sealed record SessionStatus(
    string Id,
    string Server,
    IActorRef Session,
    IActorRef? Holder,
    DateTimeOffset Opened,
    DateTimeOffset? Until,
    int CallsInFlight,
    TimeSpan Unused);

/// <summary>
/// An event of a session, sent to its holder and published on the event stream. Subscribe to this type for all of them.
/// Implementations are immutable and thread-safe.
/// </summary>
public interface ISessionEvent
{
    /// <summary>The session's id.</summary>
    string Id { get; }

    /// <summary>The session's server.</summary>
    string Server { get; }
}

/// <summary>
/// The session's process was replaced. The session continues, but the state of the old process is lost.
/// </summary>
/// <param name="Id">The session's id.</param>
/// <param name="Server">The session's server.</param>
/// <param name="Reason">The reason for the end of the old process.</param>
public sealed record SessionRestarted(string Id, string Server, string Reason) : ISessionEvent;

/// <summary>The session has ended, and its id is free.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Server">The session's server.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Detail">The reason as a sentence, without its full stop.</param>
public sealed record SessionEnded(string Id, string Server, SessionEnd Reason, string Detail) : ISessionEvent;

/// <summary>The reason for the end of a session.</summary>
public enum SessionEnd
{
    /// <summary>A <see cref="CloseSession"/> closed the session.</summary>
    Closed,

    /// <summary>The session's holder has stopped or crashed, or the holder's node is lost.</summary>
    HolderGone,

    /// <summary>The session was idle for <c>sessions.idle-ttl</c> (1 day by default).</summary>
    Idle,

    /// <summary>The session reached its ttl.</summary>
    Expired,

    /// <summary>The session's server was removed, stopped or parked, or did not accept the session.</summary>
    ServerGone,

    /// <summary>The host is shutting down.</summary>
    ShuttingDown,

    /// <summary>
    /// The session directory has given the session's id to another claim, or the session's entry in the directory has
    /// expired or was deleted.
    /// </summary>
    ClaimLost,

    /// <summary>
    /// The session's actor crashed or was stopped, or the session's node is lost. A session is never restarted, because
    /// the state of its server is unknown.
    /// </summary>
    Failed,
}
