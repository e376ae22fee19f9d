using McpActors.Processes.Lineage;

namespace McpActors.Processes;

/// <summary>
/// Everything that is needed to start one process of a server. Immutable; no shell interprets any of it.
/// </summary>
public sealed record ProcessSpec
{
    /// <summary>The server's configured name, for messages.</summary>
    public required string Server { get; init; }

    /// <summary>
    /// The command: a path, or a name that is looked up in the PATH of <see cref="Environment"/>. Must not be empty or
    /// contain NUL.
    /// </summary>
    public required string Command { get; init; }

    /// <summary>The arguments, passed unchanged. The default is none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// The complete environment of the process, to which only the variable of <see cref="Lineage"/> is added. The
    /// default is empty.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The origin of the process, by which it is found if its keeper is killed. The default value is null.
    /// </summary>
    public ProcessLineage? Lineage { get; init; }

    /// <summary>
    /// The working directory, which must exist. The default is an empty string, which stands for the host's own.
    /// </summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>
    /// The time between closing stdin and SIGTERM. The default value is 2 seconds. Must be between 0 and 24 days.
    /// </summary>
    public TimeSpan EofGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time between SIGTERM and SIGKILL. The default value is 2 seconds. Must be between 0 and 24 days.
    /// </summary>
    public TimeSpan TermGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest line on stdout, in bytes; a longer line ends the process. The default value is 16 MiB.
    /// </summary>
    public long MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Removes secrets from logs, errors and reports. The default is <see cref="SecretRedactor.None"/>.
    /// </summary>
    public SecretRedactor Secrets { get; init; } = SecretRedactor.None;

    /// <summary>The environment that the process gets.</summary>
    internal IEnumerable<KeyValuePair<string, string>> WholeEnvironment => Lineage is null
        ? Environment
        : Environment.Where(variable => variable.Key != ProcessLineage.Variable)
            .Append(KeyValuePair.Create(ProcessLineage.Variable, Lineage.ToString()));

    /// <summary>The longest duration of the ladder; a process that lives longer is overdue.</summary>
    public TimeSpan Ladder => EofGrace + TermGrace;
}
