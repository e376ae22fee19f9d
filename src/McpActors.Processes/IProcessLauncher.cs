namespace McpActors.Processes;

/// <summary>Starts processes. Implementations are thread-safe.</summary>
public interface IProcessLauncher
{
    /// <summary>The containment of the processes that this launcher starts.</summary>
    Containment Containment { get; }

    /// <summary>
    /// The reason why the containment is not <see cref="Containment.Keeper"/>, with the remedy and without a final full
    /// stop; null if it is.
    /// </summary>
    string? Weakness => null;

    /// <summary>Starts one process. Blocks only for fork and exec (about a millisecond).</summary>
    /// <exception cref="ProcessStartException">The process could not be started. Nothing of the attempt is
    /// left.</exception>
    KeptProcess Start(ProcessSpec spec);
}
