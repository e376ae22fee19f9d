namespace McpActors.Sessions;

/// <summary>
/// The session directory of a cluster, for a host whose actors start before the cluster's directory. Thread-safe.
/// </summary>
internal sealed class LateSessionDirectory : ISessionDirectory
{
    private volatile ISessionDirectory? _directory;

    private ISessionDirectory Directory => _directory ?? throw new InvalidOperationException(
        "This host is configured for a cluster (mcp-actors.cluster.enabled = on) but has not joined one: call McpActorsCluster.Get(system).");

    public void Use(ISessionDirectory directory) => _directory = directory;

    public Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation) => Directory.TryClaimAsync(claim, cancellation);

    public Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(IReadOnlyCollection<SessionClaim> claims, CancellationToken cancellation) =>
        Directory.RenewAsync(claims, cancellation);

    public Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation) => Directory.ReleaseAsync(claim, cancellation);

    public Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation) => Directory.FindAsync(id, cancellation);
}
