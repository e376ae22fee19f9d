using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>What a process with a lineage is doing, as anybody on the machine can tell.</summary>
public enum CensusState
{
    /// <summary>Its keeper holds it, and is on no rung.</summary>
    Running,

    /// <summary>Its keeper is ending it.</summary>
    Stopping,

    /// <summary>Its keeper is gone, and its host is not known to be dead: that host ends it.</summary>
    Orphaned,

    /// <summary>Its host has died: the next host that starts, or a sweep, ends what its keeper does not.</summary>
    DeadHosts,

    /// <summary>Its keeper is gone, and whose it is cannot be proven. Nobody ends it.</summary>
    Stray,
}

/// <summary>Every process with a lineage, by host.</summary>
/// <param name="Scan">What the look at the process table could see.</param>
/// <param name="Hosts">Those that are registered, and those that nothing but a mark tells of.</param>
/// <param name="RegistryFault">Why no host is known; null where they are.</param>
public sealed record CensusReport(ScanReach Scan, IReadOnlyList<CensusHost> Hosts, string? RegistryFault);

/// <summary>A host and its processes.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Registered">What the registry says of it; null where it does not know it.</param>
/// <param name="Processes">By lease and start, so that a keeper comes first.</param>
public sealed record CensusHost(HostTag Tag, RegisteredHost? Registered, IReadOnlyList<CensusProcess> Processes);

/// <summary>One process.</summary>
/// <param name="Process">Who it is.</param>
/// <param name="Parent">Its parent's pid.</param>
/// <param name="Name">The name that its program has.</param>
/// <param name="Mark">Its host and lease.</param>
/// <param name="Proof">By what its lineage is known.</param>
/// <param name="Server">Its server's name; null where nobody can tell any more.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Keeper">The pid of its keeper, which may be itself; null where that is gone.</param>
/// <param name="Rung">The rung on which its keeper is; null for none.</param>
/// <param name="Age">Since its start.</param>
/// <param name="ResidentBytes">Its memory (RSS).</param>
public sealed record CensusProcess(
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
    /// <summary>What holds it; null where nothing does any more.</summary>
    public Containment? Containment => Keeper is null ? null : Processes.Containment.Keeper;
}
