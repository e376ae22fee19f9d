namespace McpActors.Sessions;

/// <summary>
/// The claims of session ids: the host of each claim and its end. A platform with several hosts implements it over
/// shared storage, such as Redis, so that an id is open only once among all hosts; see <see
/// cref="McpActorsSetup.SessionDirectory"/>. The default is an <see cref="InMemorySessionDirectory"/>.
/// </summary>
/// <remarks>
/// Implementations must be thread-safe: calls for different ids run in parallel. A host never has two claims of one id
/// in flight, but a late <see cref="ReleaseAsync"/> may follow the next claim of the id. Calls should not block. A
/// claim that throws, or takes longer than <c>sessions.open-timeout</c>, fails the opening of the session. Its token is
/// then cancelled, and the claim is released in case it succeeded.
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>
    /// Claims an id in one atomic step. The id is free if there is no claim, if <see cref="SessionClaim.Until"/> of its
    /// claim has passed, or if its claim is by the same <see cref="SessionClaim.Host"/>: a host opens no id twice, so
    /// its older claim is a leftover. A directory that knows by other means that a host is gone may also treat its ids
    /// as free.
    /// </summary>
    /// <returns>Null if the claim succeeded. Otherwise the claim in force, and nothing has changed.</returns>
    Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>
    /// Extends a claim to the <see cref="SessionClaim.Until"/> of <paramref name="claim"/>. A claim that has run out is
    /// renewed if there is no other claim of the id.
    /// </summary>
    /// <returns>
    /// False if the claim of the id has another <see cref="SessionClaim.Token"/>; the session then ends.
    /// </returns>
    Task<bool> RenewAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>
    /// Releases a claim. Has no effect if the claim of the id has another <see cref="SessionClaim.Token"/>, or if there
    /// is none.
    /// </summary>
    Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>Finds the claim of an id, for the error message to a caller that asks the wrong host.</summary>
    /// <returns>The claim; null if there is none or it has run out.</returns>
    Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation);
}

/// <summary>A host's claim of a session id.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Token">The claim's own id, unique among all claims of all ids.</param>
/// <param name="Server">The session's server.</param>
/// <param name="Host">The id of one run of the host: machine, pid, actor system and a random part.</param>
/// <param name="Holder">The path of the actor whose end ends the session; null if the session has no holder.</param>
/// <param name="Until">
/// The time at which the claim runs out unless it is renewed. Hosts renew at a third of <c>sessions.claim-ttl</c>.
/// </param>
public sealed record SessionClaim(string Id, Guid Token, string Server, string Host, string? Holder, DateTimeOffset Until);
