namespace McpActors.Sessions;

/// <summary>A session directory in memory. Thread-safe; actor systems in the same process may share one.</summary>
/// <param name="time">The clock for <see cref="SessionClaim.Until"/>. The default value is null, for the system
/// clock.</param>
public sealed class InMemorySessionDirectory(TimeProvider? time = null) : ISessionDirectory
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, SessionClaim> _claims = new(StringComparer.Ordinal);
    private readonly List<ISessionDirectoryWatcher> _watchers = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        SessionClaim? replaced;
        ISessionDirectoryWatcher[] watchers;
        lock (_lock)
        {
            if (InForce(claim.Id) is { } other && other.Host != claim.Host) return Task.FromResult<SessionClaim?>(other);
            replaced = _claims.GetValueOrDefault(claim.Id);
            _claims[claim.Id] = claim;
            watchers = [.. _watchers];
        }
        if (replaced is not null)
        {
            foreach (var watcher in watchers) watcher.OnLost(TakenOver(replaced));
        }
        return Task.FromResult<SessionClaim?>(null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(IReadOnlyCollection<SessionClaim> claims, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var lost = new List<ClaimLoss>();
        lock (_lock)
        {
            foreach (var claim in claims)
            {
                if (InForce(claim.Id) is { } other && other.Token != claim.Token) lost.Add(TakenOver(claim));
                else _claims[claim.Id] = claim;
            }
        }
        return Task.FromResult<IReadOnlyCollection<ClaimLoss>>(lost);
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

    /// <inheritdoc/>
    public IDisposable Watch(ISessionDirectoryWatcher watcher)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        lock (_lock) _watchers.Add(watcher);
        return new Watching(this, watcher);
    }

    private static ClaimLoss TakenOver(SessionClaim claim) => new(claim, ClaimTexts.TakenOver);

    private SessionClaim? InForce(string id) =>
        _claims.TryGetValue(id, out var claim) && claim.Until > _time.GetUtcNow() ? claim : null;

    private sealed class Watching(InMemorySessionDirectory directory, ISessionDirectoryWatcher watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (directory._lock) directory._watchers.Remove(watcher);
        }
    }
}
