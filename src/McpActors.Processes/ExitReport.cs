using System.Globalization;

namespace McpActors.Processes;

/// <summary>How a server's process and all its descendants ended. Immutable.</summary>
public sealed record ExitReport
{
    /// <summary>
    /// True if extinction is proven: the keeper got ECHILD from waitpid(2), so no descendant is left. False if the
    /// proof is missing, because the keeper itself was killed or the containment is <see cref="Containment.Tree"/>.
    /// </summary>
    public required bool Confirmed { get; init; }

    /// <summary>The pid of the keeper, or of the server itself under <see cref="Containment.Tree"/>.</summary>
    public required int Pid { get; init; }

    /// <summary>
    /// The server's exit code; null if a signal ended it, it never ran, or its status is unknown. The default value is
    /// null.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>
    /// The name of the signal that ended the server, such as <c>SIGKILL</c>; null if none did. The default value is
    /// null.
    /// </summary>
    public string? Signal { get; init; }

    /// <summary>The last rung of the ladder that was needed. The default value is <see cref="Rung.Self"/>.</summary>
    public Rung Rung { get; init; }

    /// <summary>
    /// The number of descendants, not counting the server itself, that had to be ended. The default value is 0.
    /// </summary>
    public int Descendants { get; init; }

    /// <summary>
    /// True if the keeper ended without proof, every process of its lineage was then ended, and a complete scan of the
    /// process table found none left. This is weaker than <see cref="Confirmed"/>: a process that removed all marks of
    /// its lineage is not seen. The default value is false.
    /// </summary>
    public bool Swept { get; init; }

    /// <summary>The time from start to extinction. The default value is zero.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>
    /// The reason why the command could not be run (not found, not executable), with the remedy; null if it ran. The
    /// default value is null.
    /// </summary>
    public string? StartError { get; init; }

    /// <summary>
    /// The reason why the host ended the process (a message over the cap, a handshake that never came); null if it did
    /// not. The default value is null.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The last lines of the server's stderr without secrets: at most 100 lines and 64 KiB. The default value is empty.
    /// </summary>
    public IReadOnlyList<string> StderrTail { get; init; } = [];

    /// <summary>
    /// The last lines that the server wrote to stdout and that are no messages, with secrets removed; at most 100 lines
    /// and 64 KiB. Empty if nobody read its stdout as messages. The default value is empty.
    /// </summary>
    public IReadOnlyList<string> StdoutTail { get; init; } = [];

    /// <summary>
    /// Whether the server had read nothing of what was written to its stdin, so that no message caused its end. False if
    /// that is not known.
    /// </summary>
    internal bool HasReadNothing { get; init; }

    /// <summary>
    /// The number of bytes of stdin that were read. If <see cref="Confirmed"/>, nobody will read the others. Null if the
    /// number is unknown, because stdin was closed before the end.
    /// </summary>
    internal long? BytesRead { get; init; }

    /// <summary>Describes the end for people, such as <c>exit code 1 (rung self, 2 descendants ended)</c>.</summary>
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
