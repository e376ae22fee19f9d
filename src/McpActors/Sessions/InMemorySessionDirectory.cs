namespace McpActors.Sessions;

/// <summary>A session directory in memory. Thread-safe; actor systems in the same process may share one.</summary>
/// <param name="time">The clock for <see cref="SessionClaim.Until"/>. The default value is null, for the system
/// clock.</param>
public sealed class InMemorySessionDirectory(TimeProvider? time = null) : ISessionDirectory
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, SessionClaim> _claims = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (_lock)
        {
            if (InForce(claim.Id) is { } other && other.Host != claim.Host) return Task.FromResult<SessionClaim?>(other);
            _claims[claim.Id] = claim;
            return Task.FromResult<SessionClaim?>(null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(SessionClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (_lock)
        {
            if (InForce(claim.Id) is { } other && other.Token != claim.Token) return Task.FromResult(false);
            _claims[claim.Id] = claim;
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (_lock)
        {
            if (_claims.GetValueOrDefault(claim.Id)?.Token == claim.Token) _claims.Remove(claim.Id);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation)
    {
        lock (_lock) return Task.FromResult(InForce(id));
    }

    private SessionClaim? InForce(string id) =>
        _claims.TryGetValue(id, out var claim) && claim.Until > _time.GetUtcNow() ? claim : null;
}
