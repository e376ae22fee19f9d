using Akka.Actor;
using Akka.Event;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>From here on no session is opened; those that are open go on. Answered with <c>Done</c>.</summary>
internal sealed record StopOpeningSessions
{
    public static StopOpeningSessions Instance { get; } = new();
}

/// <summary>
/// Ends all sessions: those with calls under way as soon as these are answered, or when the patience is over. Answered with <c>Done</c> when none
/// is left and the directory has been told.
/// </summary>
internal sealed record EndAllSessions(TimeSpan Patience);

/// <summary>What is asked of a session that is over.</summary>
internal static class EndedSessions
{
    /// <summary>Whether somebody waits for the answer.</summary>
    public static bool IsAsked(object message) => message is IServerRequest or BeginWork or CloseSession;

    public static void Answer(this SessionEnded end, object message, IActorRef sender) =>
        sender.Tell(message is CloseSession ? end : new Status.Failure(end.Failure()));

    public static McpSessionException Failure(this SessionEnded end) =>
        new(end.Id, SessionFailure.Ended, $"Session '{end.Id}' on server '{end.Server}' has ended. {end.Detail}.");
}

/// <summary>From the SessionsActor to a session: end now.</summary>
internal sealed record EndSession(SessionEnd Reason, string Detail);

/// <summary>From the SessionsActor to a session: end, as soon as no call is under way, and take no new ones.</summary>
internal sealed record Drain
{
    public static Drain Instance { get; } = new();
}

/// <summary>
/// From a session to the SessionsActor, before anyone else is told, so that whoever acts on the news finds the id free.
/// </summary>
internal sealed record SessionOver(string Id, SessionEnded End) : IDeadLetterSuppression;

/// <summary>A session, or the SessionsActor, looks at the clock.</summary>
internal sealed record LookAtClock : IDeadLetterSuppression
{
    public static LookAtClock Instance { get; } = new();
}

/// <summary>What a directory has said to a claim: that it is held now, or by whom else it is.</summary>
internal sealed record ClaimAnswered(SessionClaim Claim, SessionClaim? InForce);

/// <summary>The directory did not answer a claim, or threw.</summary>
internal sealed record ClaimFailed(SessionClaim Claim, Exception Error);

/// <summary>A claim was released, as far as that could be done.</summary>
internal sealed record ClaimReleased : IDeadLetterSuppression
{
    public static ClaimReleased Instance { get; } = new();
}

/// <summary>These claims are somebody else's now.</summary>
internal sealed record ClaimsLost(IReadOnlyList<SessionClaim> Claims) : IDeadLetterSuppression;
