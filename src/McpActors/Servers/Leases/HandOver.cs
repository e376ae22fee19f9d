namespace McpActors.Servers;

/// <summary>
/// Tells the reaper that the owner of a lease has stopped. Only a hint: the reaper reads the ledger, and its next sweep
/// finds leases whose message was lost.
/// </summary>
internal sealed record HandOver(long Lease);
