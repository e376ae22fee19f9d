namespace McpActors.Processes;

/// <summary>Starts processes. Implementations are thread-safe.</summary>
public interface IProcessLauncher
{
    /// <summary>What holds the processes that this launcher starts.</summary>
    Containment Containment { get; }

    /// <summary>Why it is no <see cref="Containment.Keeper"/> and what to do, without a full stop; null where it is one.</summary>
    string? Weakness => null;

    /// <summary>Starts one process. Blocks for the fork and exec only (about a millisecond).</summary>
    /// <exception cref="ProcessStartException">Nothing was started, and nothing is left of the attempt.</exception>
    KeptProcess Start(ProcessSpec spec);
}
