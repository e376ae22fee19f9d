using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// From a session's actor to its server, through the ServersActor: assign an instance to the session. The server
/// watches the session and frees the instance after the session's end. The answer is <see cref="SessionJoined"/>, or
/// <c>Status.Failure</c>.
/// </summary>
internal sealed record JoinSession(string Server, IActorRef Session) : IServerMessage;

/// <summary>The session has an instance and sends its requests to the queue. There may be no process yet.</summary>
internal sealed record SessionJoined(string Server, RequestQueue Queue);

/// <summary>
/// To a server: the session has ended. The answer is <see cref="SessionLeft"/> when the process that the session alone
/// used is extinct; at once if there is none.
/// </summary>
internal sealed record LeaveSession(string Server, IActorRef Session) : IServerMessage;

/// <summary>Nothing is left of the process that a session alone used.</summary>
internal sealed record SessionLeft(string Server);

/// <summary>From a session: work of the sender begins or ends in the session's process.</summary>
internal sealed record SessionWork(IActorRef Session, IServerMessage Work) : IServerMessage
{
    public string Server => Work.Server;
}

/// <summary>
/// From a server to a session: the session's process was replaced, and the state of the old process is lost.
/// </summary>
internal sealed record SessionProcessReplaced(string Reason);

/// <summary>
/// From a server to a session: the server's actor was restarted. The state of the old process is lost, and the session
/// must join again.
/// </summary>
internal sealed record SessionPlaceLost(string Reason);

/// <summary>
/// From a server to a session: the server was removed, parked or stopped, and the session cannot continue.
/// </summary>
internal sealed record SessionServerGone(string Reason);
