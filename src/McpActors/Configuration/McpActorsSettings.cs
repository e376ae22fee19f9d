namespace McpActors.Configuration;

/// <summary>The checked content of <c>mcp-actors</c>. Immutable.</summary>
public sealed record McpActorsSettings
{
    /// <summary>
    /// The configured servers by name, from <c>servers</c> and from imported files. The default value is empty.
    /// </summary>
    public IReadOnlyDictionary<string, ServerSettings> Servers { get; init; } = new Dictionary<string, ServerSettings>();

    /// <summary>
    /// The entries of imported files that are not run: HTTP servers, and disabled entries. The default value is empty.
    /// </summary>
    public IReadOnlyList<SkippedServer> Skipped { get; init; } = [];

    /// <summary>
    /// The servers of imported files that have another name here, because theirs is not legal. The default value is
    /// empty.
    /// </summary>
    public IReadOnlyList<RenamedServer> Renamed { get; init; } = [];

    /// <summary>The full paths of the imported files. The default value is empty.</summary>
    public IReadOnlyList<string> ImportedFiles { get; init; } = [];

    /// <summary>
    /// Whether the configuration is read again when its file, or one of <see cref="ImportedFiles"/>, has changed
    /// (<c>reload-on-change</c>). The default value is false. Only the program <c>mcpactors run</c> uses it; a program
    /// that embeds the actors sends <see cref="Servers.ApplyServers"/>.
    /// </summary>
    public bool ReloadOnChange { get; init; }

    /// <summary>
    /// Schedules and their time zone (<c>scheduler</c>). The default value has the defaults of <see
    /// cref="SchedulerSettings"/>.
    /// </summary>
    public SchedulerSettings Scheduler { get; init; } = new();

    /// <summary>
    /// Sweeps for orphans (<c>reaper</c>). The default value has the defaults of <see cref="ReaperSettings"/>.
    /// </summary>
    public ReaperSettings Reaper { get; init; } = new();

    /// <summary>
    /// Timeouts of sessions (<c>sessions</c>). The default value has the defaults of <see cref="SessionSettings"/>.
    /// </summary>
    public SessionSettings Sessions { get; init; } = new();

    /// <summary>
    /// Limits of the whole host (<c>limits</c>). The default value has the defaults of <see cref="LimitSettings"/>.
    /// </summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>
    /// The keeper (<c>keeper</c>). The default value has the defaults of <see cref="KeeperSettings"/>.
    /// </summary>
    public KeeperSettings Keeper { get; init; } = new();

    /// <summary>
    /// The cluster, for the package McpActors.Cluster (<c>cluster</c>). The default value has the defaults of <see
    /// cref="ClusterSettings"/>.
    /// </summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>
    /// Whether servers, which run as the host's user, are kept from tracing the host and reading its memory,
    /// environment and descriptors (<c>protect-host</c>). The default value is false, because core dumps and debuggers
    /// do not work with it; the program <c>mcpactors</c> sets it to true.
    /// </summary>
    public bool ProtectHost { get; init; }

    /// <summary>
    /// The private directory in which the hosts of one user find each other (<c>runtime-dir</c>). The default value is
    /// empty, for the directory that they share.
    /// </summary>
    public string RuntimeDirectory { get; init; } = "";

    /// <summary>
    /// The private directory for the lists of servers and the accepted tools, which outlive a restart of the machine
    /// (<c>state-dir</c>). The default value is empty: <see cref="RuntimeDirectory"/> if it is set, otherwise
    /// <c>mcpactors</c> in <c>$STATE_DIRECTORY</c>, <c>$XDG_STATE_HOME</c> or <c>~/.local/state</c>.
    /// </summary>
    public string StateDirectory { get; init; } = "";
}
