using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>The state of a process with a lineage, as any process on the machine can see it.</summary>
internal enum CensusState
{
    /// <summary>Its keeper holds it, and is on no rung of the ladder.</summary>
    Running,

    /// <summary>Its keeper is ending it.</summary>
    Stopping,

    /// <summary>Its keeper is gone, and its host is not known to be dead: that host will end it.</summary>
    Orphaned,

    /// <summary>Its host has died: its keeper, the next host that starts, or a sweep ends it.</summary>
    DeadHosts,

    /// <summary>Its keeper is gone, and its host cannot be proven. It is left alone.</summary>
    Stray,
}

/// <summary>Every process with a lineage, by host.</summary>
/// <param name="Scan">The reach of the scan.</param>
/// <param name="Hosts">The registered hosts, and hosts known only from marks.</param>
/// <param name="RegistryFault">The reason why no host is known; null if hosts are known.</param>
internal sealed record CensusReport(ScanReach Scan, IReadOnlyList<CensusHost> Hosts, string? RegistryFault);

/// <summary>A host and its processes.</summary>
/// <param name="Tag">The host's tag.</param>
/// <param name="Registered">The host's entry in the registry; null if it has none.</param>
/// <param name="Processes">The processes by lease and start, so that a keeper comes first.</param>
internal sealed record CensusHost(HostTag Tag, RegisteredHost? Registered, IReadOnlyList<CensusProcess> Processes);

/// <summary>One process.</summary>
/// <param name="Process">The identity.</param>
/// <param name="Parent">The pid of the parent.</param>
/// <param name="Name">The program's name.</param>
/// <param name="Mark">The host and the lease.</param>
/// <param name="Proof">The proof of the lineage.</param>
/// <param name="Server">The server's name; null if it can no longer be found out.</param>
/// <param name="State">The state.</param>
/// <param name="Keeper">The pid of the keeper, which may be the process itself; null if the keeper is gone.</param>
/// <param name="Rung">The keeper's current rung; null for none.</param>
/// <param name="Age">The time since the start.</param>
/// <param name="ResidentBytes">The resident memory (RSS), in bytes.</param>
internal sealed record CensusProcess(
    ProcessIdentity Process,
    int Parent,
    string Name,
    LineageMark Mark,
    LineageProof Proof,
    string? Server,
    CensusState State,
    int? Keeper,
    Rung? Rung,
    TimeSpan Age,
    long ResidentBytes)
{
    /// <summary>How the process is contained; null if its keeper is gone.</summary>
    public Containment? Containment => Keeper is null ? null : Processes.Containment.Keeper;
}
