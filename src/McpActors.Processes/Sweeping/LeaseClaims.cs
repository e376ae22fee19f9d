using McpActors.Processes.Ledger;

namespace McpActors.Processes.Sweeping;

/// <summary>A snapshot of the ledger's leases.</summary>
internal static class LeaseClaims
{
    /// <summary>The open leases by the low 32 bits of their ids.</summary>
    public static Dictionary<uint, LeaseClaim> Of(LeaseLedger ledger) => ledger.Open
        .Select(lease => new LeaseClaim(lease.Id, lease.Server, StandingOf(lease), lease.Process?.Identity.StartTicks ?? 0, lease.Process?.Pipes))
        .ToDictionary(claim => unchecked((uint)claim.Lease));

    private static Standing StandingOf(Lease lease)
    {
        // The process ended, but the lease is still open: its keeper ended without proof.
        if (lease.Extinct.IsCompleted || lease.IsGivenUp) return Standing.Orphan;
        return lease.State == LeaseState.Orphaned ? Standing.HandedOver : Standing.InUse;
    }
}
