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
            throw Bad($"A session's id must have 1 to {LongestId} characters and no control characters; omit it to have one generated.");
        if (open.Ttl is { } ttl && (ttl <= TimeSpan.Zero || ttl > LongestTtl))
            throw Bad($"A session's ttl must be more than zero and at most {LongestTtl.Days} days; this one is {ttl}. Omit it for no limit.");

        McpSessionException Bad(string why) => new(open.Id, SessionFailure.BadRequest, why);
    }

    /// <summary>
    /// The holder of a session: the named actor, or else the sender. An <c>Ask</c> cannot hold a session: its sender is
    /// a promise under /temp, which ends with the answer and never notifies watchers.
    /// </summary>
    public static IActorRef? Holder(IActorRef? named, IActorRef sender, IActorRef deadLetters)
    {
        var holder = named ?? sender;
        return holder.IsWatchable(deadLetters) ? holder : null;
    }

    /// <returns>The request with the session's server.</returns>
    public static IServerRequest Request(IServerRequest request, string session, string server)
    {
        if (request.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > Durations.Longest))
        {
            throw new McpSessionException(session, SessionFailure.BadRequest,
                $"A request's timeout must be more than zero and at most {Durations.Longest.Days} days; this one is {timeout}.") { Outcome = RequestOutcome.NotSent };
        }
        if (request.Server == server) return request;
        if (!string.IsNullOrEmpty(request.Server))
            throw WrongServer(request.Server, session, server);
        return (request as IProtocolRequest)?.On(server) ?? throw new McpSessionException(
            session, SessionFailure.BadRequest, $"A {request.GetType().Name} must name its server: session '{session}' is on '{server}'.") { Outcome = RequestOutcome.NotSent };
    }

    public static McpSessionException WrongServer(string named, string session, string server) => new(
        session, SessionFailure.WrongServer,
        $"Session '{session}' is on server '{server}', not on '{named}'. Omit the server, or open a session there.") { Outcome = RequestOutcome.NotSent };
}
