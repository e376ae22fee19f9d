namespace McpActors.Processes.Ledger;

/// <summary>The state of a lease. It only moves down this list.</summary>
public enum LeaseState
{
    /// <summary>The lease is in the ledger; the process has not been started.</summary>
    Starting,

    /// <summary>The process runs and has an owner.</summary>
    Running,

    /// <summary>The owner has begun the ladder and waits for the end.</summary>
    Stopping,

    /// <summary>The owner is gone, or the keeper ended without proof; the reaper is responsible.</summary>
    Orphaned,

    /// <summary>Nothing of the process is left.</summary>
    Extinct,
}
