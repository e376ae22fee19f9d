using Akka.Actor;

namespace McpActors.Sessions;

/// <summary>The plan of a session whose id is claimed.</summary>
/// <param name="Claim">The claim, with the session's id and server.</param>
/// <param name="Requester">The receiver of <see cref="SessionOpened"/> or of the failure.</param>
/// <param name="Holder">The actor whose end ends the session; null if there is none.</param>
/// <param name="Opened">The start of the session, by the wall clock.</param>
/// <param name="Since">The start of the session, by the monotonic clock.</param>
/// <param name="Ttl">The longest life of the session; null for no limit.</param>
internal sealed record SessionPlan(
    SessionClaim Claim, IActorRef Requester, IActorRef? Holder, DateTimeOffset Opened, TimeSpan Since, TimeSpan? Ttl)
{
    public string Id => Claim.Id;

    public string Server => Claim.Server;

    public DateTimeOffset? Until => Opened + Ttl;
}
