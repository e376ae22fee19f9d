using McpActors.Sessions;

namespace McpActors.Redis;

/// <summary>A claim of this program's hosts. Thread-safe.</summary>
internal sealed class HeldClaim(SessionClaim claim, string id, string fence, string identity)
{
    private long _touched = Environment.TickCount64;

    public SessionClaim Claim => claim;

    /// <summary>The id as it is in keys.</summary>
    public string Id => id;

    /// <summary>The fencing number: a claim of the same id with a larger one is younger. 0 if Redis has none.</summary>
    public string Fence { get; } = fence;

    /// <summary>The identity of Redis when it stored the claim; empty if it has not.</summary>
    public volatile string Identity = identity;

    /// <summary>Whether the host was asked to give the claim up.</summary>
    public volatile bool IsWanted;

    /// <summary>Whether Redis did not work when the session was opened.</summary>
    public bool IsLocal => Identity.Length == 0;

    /// <summary>True for the first call in each interval.</summary>
    public bool TryTouch(TimeSpan interval)
    {
        var (last, now) = (Interlocked.Read(ref _touched), Environment.TickCount64);
        return now - last >= interval.TotalMilliseconds && Interlocked.CompareExchange(ref _touched, now, last) == last;
    }
}

/// <summary>The claims of this program's hosts, by token and by id. Thread-safe.</summary>
internal sealed class HeldClaims
{
    private readonly Dictionary<Guid, HeldClaim> _byToken = [];
    private readonly Dictionary<string, List<HeldClaim>> _byId = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public IReadOnlyList<HeldClaim> All
    {
        get
        {
            lock (_lock) return [.. _byToken.Values];
        }
    }

    public HeldClaim? Find(Guid token)
    {
        lock (_lock) return _byToken.GetValueOrDefault(token);
    }

    /// <summary>The claims of an id, as it is in keys.</summary>
    public IReadOnlyList<HeldClaim> Of(string id)
    {
        lock (_lock) return [.. _byId.GetValueOrDefault(id) ?? []];
    }

    /// <summary>Adds a claim in place of what its host held of the id before.</summary>
    public void Add(HeldClaim held)
    {
        lock (_lock)
        {
            foreach (var older in (_byId.GetValueOrDefault(held.Id) ?? []).Where(older => older.Claim.Host == held.Claim.Host).ToList())
                RemoveLocked(older.Claim.Token);
            _byToken[held.Claim.Token] = held;
            if (!_byId.TryGetValue(held.Id, out var same)) _byId.Add(held.Id, same = []);
            same.Add(held);
        }
    }

    /// <returns>False if the claim is not held.</returns>
    public bool Remove(Guid token)
    {
        lock (_lock) return RemoveLocked(token);
    }

    private bool RemoveLocked(Guid token)
    {
        if (!_byToken.Remove(token, out var held)) return false;
        var same = _byId[held.Id];
        same.Remove(held);
        if (same.Count == 0) _byId.Remove(held.Id);
        return true;
    }
}
