using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>One process in the table that is printed at exit.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Pid">The process id.</param>
/// <param name="Containment">How the process was contained.</param>
/// <param name="Exit">How the process ended; null if its end is not known.</param>
internal sealed record BookedProcess(string Server, int Pid, Containment Containment, ExitReport? Exit = null)
{
    /// <summary>Whether the kernel has confirmed that nothing of the process tree is left.</summary>
    public bool Extinct => Exit is { Confirmed: true };

    /// <summary>
    /// Whether it may still be running: its end is unknown, or lacks the proof that a keeper should have given.
    /// </summary>
    public bool Survived => Exit is null || (!Exit.Confirmed && !Exit.Swept && Containment == Containment.Keeper);
}
