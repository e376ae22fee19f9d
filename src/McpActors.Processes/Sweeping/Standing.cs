namespace McpActors.Processes.Sweeping;

/// <summary>
/// The owner of a process, which decides what may be done to it. Only orphans, strays and processes of dead hosts are
/// ever ended.
/// </summary>
public enum Standing
{
    /// <summary>It belongs to a lease of this host that has an owner and a keeper.</summary>
    InUse,

    /// <summary>It belongs to a lease of this host without an owner, whose keeper lives and is ending it.</summary>
    HandedOver,

    /// <summary>It belongs to a lease of this host whose keeper is gone or does not do its work.</summary>
    Orphan,

    /// <summary>
    /// It bears the mark of an extinct lease of this host, and belongs to the host's user or was seen below one of its
    /// keepers.
    /// </summary>
    Stray,

    /// <summary>Its host has died.</summary>
    DeadHosts,

    /// <summary>Its host lives, or is in another container: only that host may end it.</summary>
    Neighbours,

    /// <summary>It bears a mark whose owner is unknown. It is reported and left alone.</summary>
    Unprovable,
}

/// <summary>The proof of a process's lineage.</summary>
public enum LineageProof
{
    /// <summary>The soft RLIMIT_RSS.</summary>
    Mark,

    /// <summary><c>MCP_ACTORS_LINEAGE</c> in the environment that it was started with.</summary>
    Environment,

    /// <summary>The server's end of one of the lease's pipes.</summary>
    Pipe,

    /// <summary>Its parent is a process that is being ended.</summary>
    Descent,
}
