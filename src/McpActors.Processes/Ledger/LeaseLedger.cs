using System.Collections.Concurrent;
using McpActors.Processes.Lineage;

namespace McpActors.Processes.Ledger;

/// <summary>
/// Every lease of this host that is not extinct. It is the truth that actors' messages only hint at: an owner enters its lease
/// before it starts a process, and a lease leaves when its extinction is proven, so that no lost message loses a process. Thread-safe.
/// </summary>
/// <param name="host">The tag of this host, which every process of a lease bears in its mark; one of chance by default.</param>
/// <param name="time">The time of leases; the system's by default.</param>
internal sealed class LeaseLedger(HostTag? host = null, TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<long, Lease> _leases = new();
    private long _lastId;

    /// <summary>The tag of this host.</summary>
    public HostTag Host { get; } = host ?? HostTag.Random();

    /// <summary>The last id that it gave out; 0 before the first lease. A mark with a higher one is not of this host.</summary>
    public long LastId => Interlocked.Read(ref _lastId);

    internal TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>The leases that are not extinct, in the order in which they were opened.</summary>
    public IReadOnlyList<Lease> Open => [.. _leases.Values.OrderBy(lease => lease.Id)];

    /// <summary>Opens a lease, before its process is started.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="ladder">How long its ladder may take.</param>
    public Lease Begin(string server, TimeSpan ladder)
    {
        var lease = new Lease(this, Interlocked.Increment(ref _lastId), server, ladder);
        _leases[lease.Id] = lease;
        return lease;
    }

    /// <summary>The lease with this id, or null where it is extinct or never was.</summary>
    public Lease? Find(long id) => _leases.GetValueOrDefault(id);

    /// <summary>What everybody may know of the leases that are not extinct.</summary>
    public IReadOnlyList<ProcessLease> View() =>
        [.. Open.Select(lease => new ProcessLease(lease.Id, lease.Server, lease.Process?.Identity.Pid, lease.State, lease.Since))];

    internal void Close(Lease lease) => _leases.TryRemove(lease.Id, out _);
}
