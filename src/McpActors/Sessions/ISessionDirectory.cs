namespace McpActors.Sessions;

/// <summary>
/// Knows which session ids are held, by which host and until when. A platform with several hosts implements it over what they share, Redis for
/// one, so that an id is open once among all of them; see <see cref="McpActorsSetup.SessionDirectory"/>. In memory by default.
/// </summary>
/// <remarks>
/// It is called from any thread, for different ids at the same time; for one id a host never has two claims under way, but a late
/// <see cref="ReleaseAsync"/> may come after the next claim. It should not block. A call that throws, or takes longer than
/// <c>sessions.open-timeout</c>, fails the opening of the session; the token is cancelled then, and the claim released, in case it was made.
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>
    /// Holds an id. It is free where nobody holds it, where <see cref="SessionClaim.Until"/> of who holds it has passed, or where it is held by
    /// the same <see cref="SessionClaim.Host"/>: a host opens no id twice, so what it finds of its own was left behind. A directory that
    /// knows by other means that a host is gone may say that it is free as well. Checking and holding are one step.
    /// </summary>
    /// <returns>Null: it is held now. Otherwise the claim that is in force, and nothing was changed.</returns>
    Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>
    /// Holds it for longer: to <see cref="SessionClaim.Until"/> of the claim that is given. One that has run out is good again, if nobody has
    /// taken the id meanwhile.
    /// </summary>
    /// <returns>False: the id is held by another <see cref="SessionClaim.Token"/>. The session is ended then.</returns>
    Task<bool> RenewAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>Lets go. Without effect where the id is held by another <see cref="SessionClaim.Token"/>, or by nobody.</summary>
    Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>Who holds an id: for an answer to those who look for a session in the wrong host.</summary>
    /// <returns>Null where nobody does, or the claim has run out.</returns>
    Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation);
}

/// <summary>That a host holds a session's id.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Token">This claim's own: no other one, of whatever id, has it.</param>
/// <param name="Server">The server that the session is on.</param>
/// <param name="Host">The host, for one life of it: machine, pid, actor system, and something random.</param>
/// <param name="Holder">The path of the actor whose end ends the session; null where it has none.</param>
/// <param name="Until">When the claim runs out unless it is renewed. Hosts renew at a third of <c>sessions.claim-ttl</c>.</param>
public sealed record SessionClaim(string Id, Guid Token, string Server, string Host, string? Holder, DateTimeOffset Until);
