using System.Globalization;

namespace McpActors.Processes;

/// <summary>How one process, with everything it started, came to its end. Immutable.</summary>
public sealed record ExitReport
{
    /// <summary>
    /// True where extinction is proven: the keeper has seen ECHILD from waitpid(2), so that no descendant is left.
    /// False where the proof is missing: the keeper itself was killed, or the containment is <see cref="Containment.Tree"/>.
    /// </summary>
    public required bool Confirmed { get; init; }

    /// <summary>The process that was started for the server: the keeper's pid, or the server's own under <see cref="Containment.Tree"/>.</summary>
    public required int Pid { get; init; }

    /// <summary>The server's exit code, or null where a signal ended it, it never ran, or nobody could tell.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The name of the signal that ended the server, such as <c>SIGKILL</c>, or null.</summary>
    public string? Signal { get; init; }

    /// <summary>What it took.</summary>
    public Rung Rung { get; init; }

    /// <summary>How many descendants, beside the server itself, had to be ended.</summary>
    public int Descendants { get; init; }

    /// <summary>
    /// Its keeper was gone without proof; what bore its lineage was ended, and a complete scan of the process table then found nothing of it.
    /// That is less than the kernel's word: a process that has put off all marks of its lineage would not have been seen.
    /// </summary>
    public bool Swept { get; init; }

    /// <summary>From start to extinction.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why the command could not be run at all (not found, not executable), with the remedy; null where it ran.</summary>
    public string? StartError { get; init; }

    /// <summary>Why we ended it, where we did (a message over the cap, a handshake that never came); null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>The last lines of the server's stderr, secrets removed; at most 100 lines and 64 KiB.</summary>
    public IReadOnlyList<string> StderrTail { get; init; } = [];

    /// <summary>One sentence for people, such as <c>exit code 1 (rung self, 2 descendants ended)</c>.</summary>
    public string Describe()
    {
        if (StartError is not null) return StartError;
        var end = (Signal, ExitCode) switch
        {
            ({ } signal, _) => $"ended by {signal}",
            (_, { } code) => $"exit code {code.ToString(CultureInfo.InvariantCulture)}",
            _ => "exit status unknown",
        };
        var descendants = Descendants switch
        {
            0 => "",
            1 => ", 1 descendant ended",
            _ => $", {Descendants.ToString(CultureInfo.InvariantCulture)} descendants ended",
        };
        var proof = (Confirmed, Swept) switch
        {
            (true, _) => "",
            (_, true) => ", swept by its lineage",
            _ => ", extinction not proven",
        };
        return $"{end} (rung {Rung.ToString().ToLowerInvariant()}{descendants}{proof})";
    }
}
