using Akka.Actor;
using McpActors.Common;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>Validates messages to sessions. Each method throws a <see cref="McpSessionException"/> that names what is allowed.</summary>
internal static class SessionValidation
{
    private const int LongestId = 200;

    private static readonly TimeSpan LongestTtl = TimeSpan.FromDays(365);

    public static void Open(OpenSession open)
    {
        if (string.IsNullOrWhiteSpace(open.Server)) throw Bad("A session needs the name of a server.");
        if (open.Id is { } id && (string.IsNullOrWhiteSpace(id) || id.Length > LongestId || id.Any(char.IsControl)))
            throw Bad($"A session's id has 1 to {LongestId} characters, no control characters among them; leave it out to have one made.");
        if (open.Ttl is { } ttl && (ttl <= TimeSpan.Zero || ttl > LongestTtl))
            throw Bad($"A session's ttl is more than zero, and at most {LongestTtl.Days} days; this one is {ttl}. Leave it out for no such end.");

        McpSessionException Bad(string why) => new(open.Id, SessionFailure.BadRequest, why);
    }

    /// <summary>
    /// Who holds a session: the one that is named, or else who asked. An <c>Ask</c> is asked for by a promise under /temp, whose end is the
    /// answer, and which never tells those who watch it; it holds nothing.
    /// </summary>
    public static IActorRef? Holder(IActorRef? named, IActorRef sender, IActorRef deadLetters)
    {
        var holder = named ?? sender;
        return holder.IsWatchable(deadLetters) ? holder : null;
    }

    /// <returns>The request with the session's server in it.</returns>
    public static IServerRequest Request(IServerRequest request, string session, string server)
    {
        if (request.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > Durations.Longest))
            throw new McpSessionException(session, SessionFailure.BadRequest, $"A request's timeout is more than zero, and at most {Durations.Longest.Days} days; this one is {timeout}.");
        if (request.Server == server) return request;
        if (!string.IsNullOrEmpty(request.Server))
            throw WrongServer(request.Server, session, server);
        return (request as IProtocolRequest)?.On(server) ?? throw new McpSessionException(
            session, SessionFailure.BadRequest, $"A {request.GetType().Name} has to name its server: session '{session}' is on '{server}'.");
    }

    public static McpSessionException WrongServer(string named, string session, string server) => new(
        session, SessionFailure.WrongServer, $"Session '{session}' is on server '{server}', not on '{named}'. Leave the server out, or open a session there.");
}
