using McpActors.Processes.Lineage;

namespace McpActors.Processes;

/// <summary>Everything that is needed to start one process of a server. Immutable; nothing in it is read from a shell.</summary>
public sealed record ProcessSpec
{
    /// <summary>The server's configured name, for messages.</summary>
    public required string Server { get; init; }

    /// <summary>The command: a path, or a name that is looked up in the PATH of <see cref="Environment"/>.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments, passed as they are.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment of the process; nothing is added to it but the variable of <see cref="Lineage"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whose the process is, by which it is found when its keeper was killed. None by default.</summary>
    public ProcessLineage? Lineage { get; init; }

    /// <summary>The working directory; empty for the host's own.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>How long the server may take after its stdin was closed before it gets SIGTERM. 2 s by default.</summary>
    public TimeSpan EofGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it may take after SIGTERM before everything is killed. 2 s by default.</summary>
    public TimeSpan TermGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest line on stdout, in bytes. A longer one ends the process. 16 MiB by default.</summary>
    public long MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>Values that must not appear in any log, error or report.</summary>
    public SecretRedactor Secrets { get; init; } = SecretRedactor.None;

    /// <summary>The environment as the process gets it.</summary>
    internal IEnumerable<KeyValuePair<string, string>> WholeEnvironment => Lineage is null
        ? Environment
        : Environment.Where(variable => variable.Key != ProcessLineage.Variable)
            .Append(KeyValuePair.Create(ProcessLineage.Variable, Lineage.ToString()));

    /// <summary>The time after which a ladder that was begun must have ended; what lives longer is overdue.</summary>
    public TimeSpan Ladder => EofGrace + TermGrace;
}
