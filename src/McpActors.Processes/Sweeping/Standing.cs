namespace McpActors.Processes.Sweeping;

/// <summary>Whose a process is, and so what may be done to it. Only orphans, strays and what dead hosts left are ever ended.</summary>
public enum Standing
{
    /// <summary>Of a lease of this host that has an owner and a keeper.</summary>
    InUse,

    /// <summary>Of a lease of this host that has no owner, while its keeper lives: the keeper is ending it.</summary>
    HandedOver,

    /// <summary>Of a lease of this host whose keeper is gone, or does not do its work.</summary>
    Orphan,

    /// <summary>
    /// It bears the mark of a lease of this host that is extinct, and belongs to the user of this host, or was seen below one of its keepers.
    /// </summary>
    Stray,

    /// <summary>Its host has died.</summary>
    DeadHosts,

    /// <summary>Its host lives, or is in another container: it is that host's to end.</summary>
    Neighbours,

    /// <summary>It bears a mark, and nobody can say whose. It is reported and left alone.</summary>
    Unprovable,
}

/// <summary>By what it is known whose a process is.</summary>
public enum LineageProof
{
    /// <summary>The soft RLIMIT_RSS.</summary>
    Mark,

    /// <summary><c>MCP_ACTORS_LINEAGE</c> in the environment that it was started with.</summary>
    Environment,

    /// <summary>The server's end of one of the lease's pipes.</summary>
    Pipe,

    /// <summary>Its parent is one of those that are being ended.</summary>
    Descent,
}
