using Akka.Actor;
using Akka.Event;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>Opens no more sessions from now on; open sessions continue. The answer is <c>Done</c>.</summary>
internal sealed record StopOpeningSessions
{
    public static StopOpeningSessions Instance { get; } = new();
}

/// <summary>
/// Ends all sessions: each session with calls in flight when they are answered, or after <paramref name="Patience"/>.
/// The answer is <c>Done</c>, when no session is left and all claims are released.
/// </summary>
internal sealed record EndAllSessions(TimeSpan Patience);

/// <summary>Answers to requests that reach a session after its end.</summary>
internal static class EndedSessions
{
    /// <summary>Whether the sender of the message waits for an answer.</summary>
    public static bool IsAsked(object message) => message is IServerRequest or BeginWork or CloseSession;

    public static void Answer(this SessionEnded end, object message, IActorRef sender) =>
        sender.Tell(message is CloseSession ? end : new Status.Failure(end.Failure()));

    public static McpSessionException Failure(this SessionEnded end) =>
        new(end.Id, SessionFailure.Ended, $"Session '{end.Id}' on server '{end.Server}' has ended. {end.Detail}.") { Outcome = RequestOutcome.NotSent };
}

/// <summary>From the SessionsActor to a session: end now.</summary>
internal sealed record EndSession(SessionEnd Reason, string Detail);

/// <summary>From the SessionsActor to a session: accept no new calls, and end when no call is in flight.</summary>
internal sealed record Drain
{
    public static Drain Instance { get; } = new();
}

/// <summary>
/// From a session to the SessionsActor, before the session's end is reported, so that a receiver of the report finds
/// the id free.
/// </summary>
internal sealed record SessionOver(string Id, SessionEnded End) : IDeadLetterSuppression;

/// <summary>From a session, or the SessionsActor, to itself: read the clock.</summary>
internal sealed record LookAtClock : IDeadLetterSuppression
{
    public static LookAtClock Instance { get; } = new();
}

/// <summary>
/// The directory's answer to a claim: <paramref name="InForce"/> is the other claim, or null for success.
/// </summary>
internal sealed record ClaimAnswered(SessionClaim Claim, SessionClaim? InForce);

/// <summary>The directory did not answer a claim, or threw.</summary>
internal sealed record ClaimFailed(SessionClaim Claim, Exception Error);

/// <summary>A claim was released, or its release failed.</summary>
internal sealed record ClaimReleased : IDeadLetterSuppression
{
    public static ClaimReleased Instance { get; } = new();
}

/// <summary>The result of a renewal: the claims that are lost or wanted.</summary>
internal sealed record ClaimsLost(IReadOnlyCollection<ClaimLoss> Losses) : IDeadLetterSuppression;

/// <summary>The process that a session alone used is extinct, so that another host may have the session.</summary>
internal sealed record SessionMoved(SessionClaim Claim) : IDeadLetterSuppression;
