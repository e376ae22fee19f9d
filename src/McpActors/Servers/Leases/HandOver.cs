namespace McpActors.Servers;

/// <summary>
/// The owner of a lease is gone. A hint: the reaper reads the ledger, and finds what no message reached it about at the next sweep.
/// </summary>
internal sealed record HandOver(long Lease);
