namespace McpActors.Processes.Ledger;

/// <summary>Where a lease stands. It only moves forward, down this list.</summary>
public enum LeaseState
{
    /// <summary>Entered in the ledger; the process is not there yet.</summary>
    Starting,

    /// <summary>The process runs and an owner uses it.</summary>
    Running,

    /// <summary>Its owner has begun the ladder and waits.</summary>
    Stopping,

    /// <summary>Its owner is gone, or its keeper ended without proof; the reaper sees to it.</summary>
    Orphaned,

    /// <summary>Nothing of the process is left.</summary>
    Extinct,
}
