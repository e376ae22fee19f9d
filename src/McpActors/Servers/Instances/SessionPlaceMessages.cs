using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// What a session's actor says to its server, through the ServersActor: from here on it has a place there. The server watches it, and gives
/// up what it held for it when it has stopped. Answered with <see cref="SessionJoined"/>, or <c>Status.Failure</c>.
/// </summary>
internal sealed record JoinSession(string Server, IActorRef Session) : IServerMessage;

/// <summary>The session has its place, and sends its requests there. No process need be there yet.</summary>
internal sealed record SessionJoined(string Server, RequestQueue Queue);

/// <summary>From a session: work of the sender begins or ends in the session's process.</summary>
internal sealed record SessionWork(IActorRef Session, IServerMessage Work) : IServerMessage
{
    public string Server => Work.Server;
}

/// <summary>
/// What a server says to each session that it has when the process behind it has become another: what the server remembered is gone.
/// </summary>
internal sealed record SessionProcessReplaced(string Reason);

/// <summary>What a server says to each session that it has when its actor was restarted: the same, and the session has to join again.</summary>
internal sealed record SessionPlaceLost(string Reason);

/// <summary>What a server says to each session that it has when it is removed, parked or stopped for good: the session cannot go on.</summary>
internal sealed record SessionServerGone(string Reason);
