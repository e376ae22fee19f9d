using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>One process of the program, for the table at its end.</summary>
/// <param name="Server">Its server.</param>
/// <param name="Pid">Its pid.</param>
/// <param name="Containment">What held it.</param>
/// <param name="Exit">How it ended; null where nobody knows of an end.</param>
internal sealed record BookedProcess(string Server, int Pid, Containment Containment, ExitReport? Exit = null)
{
    /// <summary>Whether the kernel has said that nothing is left of it.</summary>
    public bool Extinct => Exit is { Confirmed: true };

    /// <summary>Whether it may still be there: no end is known, or it ended without the proof that its containment could have given.</summary>
    public bool Survived => Exit is null || (!Exit.Confirmed && !Exit.Swept && Containment == Containment.Keeper);
}
