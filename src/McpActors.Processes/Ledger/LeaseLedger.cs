using System.Collections.Concurrent;
using McpActors.Processes.Lineage;

namespace McpActors.Processes.Ledger;

/// <summary>
/// Every lease of this host that is not extinct. The ledger is the truth, and actors' messages are only hints: an owner
/// enters its lease before it starts a process, and the lease is removed when extinction is proven, so that a lost
/// message loses no process. Thread-safe.
/// </summary>
/// <param name="host">The tag of this host, which is part of the mark of all its processes; random by default.</param>
/// <param name="time">The clock; the system clock by default.</param>
internal sealed class LeaseLedger(HostTag? host = null, TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<long, Lease> _leases = new();
    private long _lastId;

    /// <summary>The tag of this host.</summary>
    public HostTag Host { get; } = host ?? HostTag.Random();

    /// <summary>
    /// The last id that was given out; 0 before the first lease. A mark with a higher id is not from this host.
    /// </summary>
    public long LastId => Interlocked.Read(ref _lastId);

    internal TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>The leases that are not extinct, in the order in which they were opened.</summary>
    public IReadOnlyList<Lease> Open => [.. _leases.Values.OrderBy(lease => lease.Id)];

    /// <summary>Opens a lease. Call it before the process is started.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="ladder">The longest duration of the ladder.</param>
    public Lease Begin(string server, TimeSpan ladder)
    {
        var lease = new Lease(this, Interlocked.Increment(ref _lastId), server, ladder);
        _leases[lease.Id] = lease;
        return lease;
    }

    /// <summary>The lease with this id; null if it is extinct or never existed.</summary>
    public Lease? Find(long id) => _leases.GetValueOrDefault(id);

    /// <summary>A snapshot of the leases that are not extinct.</summary>
    public IReadOnlyList<ProcessLease> View() =>
        [.. Open.Select(lease => new ProcessLease(lease.Id, lease.Server, lease.Process?.Identity.Pid, lease.State, lease.Since))];

    internal void Close(Lease lease) => _leases.TryRemove(lease.Id, out _);
}
