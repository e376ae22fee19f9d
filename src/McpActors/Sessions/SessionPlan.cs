using Akka.Actor;

namespace McpActors.Sessions;

/// <summary>What a session is to be, once its id is held.</summary>
/// <param name="Claim">Its id and server.</param>
/// <param name="Requester">Who is told that it is open, or why not.</param>
/// <param name="Holder">Whose end is its end; null for nobody's.</param>
/// <param name="Opened">When it was opened, by the wall clock.</param>
/// <param name="Since">The same by the monotonic clock, which nobody sets.</param>
/// <param name="Ttl">How long it may live; null for no such end.</param>
internal sealed record SessionPlan(
    SessionClaim Claim, IActorRef Requester, IActorRef? Holder, DateTimeOffset Opened, TimeSpan Since, TimeSpan? Ttl)
{
    public string Id => Claim.Id;

    public string Server => Claim.Server;

    public DateTimeOffset? Until => Opened + Ttl;
}
