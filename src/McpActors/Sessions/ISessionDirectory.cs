namespace McpActors.Sessions;

/// <summary>
/// The claims of session ids: the host of each claim and its end. A platform with several hosts shares a directory, so
/// that an id is open only once among all hosts: that of the package McpActors.Redis, or its own; see <see
/// cref="McpActorsSetup.SessionDirectory"/>. The default is an <see cref="InMemorySessionDirectory"/>.
/// </summary>
/// <remarks>
/// Implementations must be thread-safe: calls for different ids run in parallel. A host never has two claims of one id
/// in flight, but a late <see cref="ReleaseAsync"/> may follow the next claim of the id. Calls should not block. A
/// claim that throws, or takes longer than <c>sessions.open-timeout</c>, fails the opening of the session. Its token is
/// then cancelled, and the claim is released in case it succeeded. A directory that cannot be reached must never report
/// claims as lost: a loss ends the session.
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>
    /// The reason why the directory does not work at present, as a sentence without its full stop; null while it works.
    /// Changes are reported to watchers. The default implementation returns null.
    /// </summary>
    string? Unavailable => null;

    /// <summary>
    /// Claims an id in one atomic step. The id is free if there is no claim, if <see cref="SessionClaim.Until"/> of its
    /// claim has passed, or if its claim is by the same <see cref="SessionClaim.Host"/>: a host opens no id twice, so
    /// its older claim is a leftover. A directory that knows by other means that a host is gone may also treat its ids
    /// as free. A directory may move a session: it reports the claim in force as wanted to its host, and waits until
    /// that host has released it.
    /// </summary>
    /// <returns>Null if the claim succeeded. Otherwise the claim in force.</returns>
    Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>
    /// Extends claims to their <see cref="SessionClaim.Until"/>. A claim that has run out is renewed if there is no
    /// other claim of the id.
    /// </summary>
    /// <param name="claims">The claims of a host, each with its new end.</param>
    /// <param name="cancellation">Cancelled when the host has stopped waiting.</param>
    /// <returns>
    /// The claims that are lost, for example because the claim of the id has another <see cref="SessionClaim.Token"/>;
    /// their sessions then end. A claim that could not be renewed is not lost: the next round tries again.
    /// </returns>
    Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(IReadOnlyCollection<SessionClaim> claims, CancellationToken cancellation);

    /// <summary>
    /// Releases a claim. Has no effect if the claim of the id has another <see cref="SessionClaim.Token"/>, or if there
    /// is none.
    /// </summary>
    Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation);

    /// <summary>Finds the claim of an id, for the error message to a caller that asks the wrong host.</summary>
    /// <returns>The claim; null if there is none or it has run out.</returns>
    Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>
    /// Notes that a session is used. Called at the begin and at the end of each request, from any thread: it must
    /// return at once and must not throw. The default implementation does nothing.
    /// </summary>
    void Used(SessionClaim claim)
    {
    }

    /// <summary>
    /// Reports lost claims and the directory's availability to a host. A directory that cannot know at once that a
    /// claim is lost reports it only by <see cref="RenewAsync"/>. The default implementation does nothing.
    /// </summary>
    /// <param name="watcher">The receiver; it is called from any thread, returns at once and does not throw.</param>
    /// <returns>Ends the reports when it is disposed; null if there are none.</returns>
    IDisposable? Watch(ISessionDirectoryWatcher watcher) => null;
}
