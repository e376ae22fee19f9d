namespace McpActors.Sessions;

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

/// <summary>A claim that its host does not have any more, or is asked to give up.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Why">The reason as a sentence, without its full stop; it becomes the session's end.</param>
/// <param name="IsWanted">
/// Whether another host waits for the release of the claim. It is then released when the process that the session alone
/// used is extinct. The default value is false: the claim is gone already.
/// </param>
public sealed record ClaimLoss(SessionClaim Claim, string Why, bool IsWanted = false);

/// <summary>A host that is told by its session directory. Thread-safe; its methods return at once.</summary>
public interface ISessionDirectoryWatcher
{
    /// <summary>A claim is lost or wanted. Claims of other hosts are ignored.</summary>
    void OnLost(ClaimLoss loss);

    /// <summary>
    /// The directory does not work any more, or works again. Called once for each change, and again if another reason
    /// becomes known.
    /// </summary>
    /// <param name="unavailable">The reason as a sentence, without its full stop; null if the directory works.</param>
    void OnAvailability(string? unavailable);
}

/// <summary>
/// The host's session directory does not work any more, or works again. Published on the event stream, once for each
/// change. Open sessions are not affected.
/// </summary>
/// <param name="Unavailable">The reason as a sentence, without its full stop; null if the directory works.</param>
public sealed record SessionDirectoryChanged(string? Unavailable);
