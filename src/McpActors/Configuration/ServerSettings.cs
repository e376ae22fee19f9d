namespace McpActors.Configuration;

/// <summary>
/// One server: <c>servers.NAME</c>, with <c>server-defaults</c> for keys that it does not set. Immutable.
/// </summary>
public sealed record ServerSettings
{
    // One instance, because records compare dictionaries by reference.
    private static readonly Dictionary<string, ToolSettings> NoTools = [];

    /// <summary>The server's name: letters, digits, '-', '_' and '.', at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>The program (<c>command</c>): a path, or a name that is looked up in PATH.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments, passed unchanged (<c>args</c>). The default is none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables in addition to the inherited ones (<c>env</c>). The default is none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The host's environment variables that the server inherits (<c>inherit-env</c>). The default value is <see
    /// cref="InheritEnvironment.Default"/>.
    /// </summary>
    public InheritEnvironment InheritEnvironment { get; init; }

    /// <summary>The working directory (<c>cwd</c>). The default value is empty, for the host's own.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>
    /// How callers share processes (<c>isolation</c>). The default value is <see cref="Isolation.Shared"/>.
    /// </summary>
    public Isolation Isolation { get; init; }

    /// <summary>
    /// The maximum size of a pool, not counting processes that are being replaced (<c>pool-size</c>). The default value
    /// is 4. Must be between 1 and 10,000.
    /// </summary>
    public int PoolSize { get; init; } = 4;

    /// <summary>
    /// When a process is started (<c>start</c>). The default value is <see cref="StartMode.OnDemand"/>.
    /// </summary>
    public StartMode Start { get; init; }

    /// <summary>
    /// The idle time (no calls, open work or sessions) after which a process is stopped; it starts again on demand
    /// (<c>idle-timeout</c>). The default value is zero, for never. Must be at most 24 days.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>
    /// The age at which a process is replaced (<c>max-lifetime</c>). The default value is zero, for never. Must be at
    /// most 24 days.
    /// </summary>
    public TimeSpan MaxLifetime { get; init; }

    /// <summary>
    /// The memory of a process tree above which the process is replaced, in bytes (<c>max-memory</c>). The default
    /// value is zero, for no limit. Otherwise it must be between 1 MiB and 1024 GiB.
    /// </summary>
    public long MaxMemoryBytes { get; init; }

    /// <summary>
    /// The maximum number of the server's processes, including replacements (<c>max-processes</c>). The default value
    /// is 64. Must be between 1 and 100,000.
    /// </summary>
    public int MaxProcesses { get; init; } = 64;

    /// <summary>
    /// The maximum number of requests that wait for a process that is not ready (<c>max-waiting</c>). The default value
    /// is 1000. Must be between 0 and 1,000,000.
    /// </summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary>
    /// Whether each node of a cluster has its own process, or the cluster has one (<c>cluster</c>). The default value
    /// is <see cref="ServerPlacement.PerNode"/>.
    /// </summary>
    public ServerPlacement Cluster { get; init; }

    /// <summary>
    /// The handshake with which the server is asked (<c>protocol</c>). The default value is <see
    /// cref="ServerProtocol.Auto"/>.
    /// </summary>
    public ServerProtocol Protocol { get; init; }

    /// <summary>
    /// The reaction to a tool that differs from what was first seen, or accepted (<c>pin</c>). The default value is
    /// <see cref="PinMode.Off"/>.
    /// </summary>
    public PinMode Pin { get; init; }

    /// <summary>
    /// The requests that are sent again to the next process if their process is lost (<c>retry</c>): once for each lost
    /// process, within the request's own timeout. The default value is <see cref="ServerRetry.Never"/>.
    /// </summary>
    public ServerRetry Retry { get; init; }

    /// <summary>
    /// The time from the start of a process to the answered handshake (<c>startup-timeout</c>). The default value is 30
    /// seconds, or 5 minutes if <see cref="Command"/> may have to download the server first (<c>npx</c>, <c>uvx</c>,
    /// <c>docker run</c> and the like). Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan StartupTimeout
    {
        get => OwnStartupTimeout ?? (Downloader.Is(Command, Arguments) ? Downloader.StartupTimeout : TimeSpan.FromSeconds(30));
        init => OwnStartupTimeout = value;
    }

    /// <summary>
    /// The timeout of requests that do not set their own (<c>call-timeout</c>). The default value is 60 seconds. Must
    /// be between 1 millisecond and <see cref="MaxCallTimeout"/>.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest timeout of any request, whatever progress it makes (<c>max-call-timeout</c>). The default value is
    /// 24 hours. Must be at most 24 days.
    /// </summary>
    public TimeSpan MaxCallTimeout { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The time that calls in flight have in a process that is replaced (<c>drain-timeout</c>). The default value is 30
    /// seconds; with zero they fail at once. Must be at most 24 days.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest line on stdout, in bytes (<c>max-message</c>). The default value is 16 MiB. Must be between 1 KiB
    /// and 1 GiB.
    /// </summary>
    public long MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>
    /// The longest result of a tool, in bytes (<c>max-result</c>). A longer result is cut to a preview: see <see
    /// cref="McpActors.Servers.ToolResult.Cut"/>. The default value is zero, for no limit. Otherwise it must be between
    /// 1 KiB and 1 GiB.
    /// </summary>
    public long MaxResultBytes { get; init; }

    /// <summary>
    /// How much of the results over <see cref="MaxResultBytes"/> is kept whole in private files, in bytes
    /// (<c>max-spill</c>); beyond it the oldest file is removed. The default value is zero, for none. Otherwise it must
    /// be between 1 KiB and 1024 GiB.
    /// </summary>
    public long MaxSpillBytes { get; init; }

    /// <summary>Settings of single tools, by the tool's name (<c>tools</c>). The default is none.</summary>
    public IReadOnlyDictionary<string, ToolSettings> Tools { get; init; } = NoTools;

    /// <summary>
    /// The number of bytes that may wait for a server that does not read its stdin; beyond it requests are refused
    /// (<c>max-unread</c>). The default value is 16 MiB. Must be between 64 KiB and 4 GiB.
    /// </summary>
    public long MaxUnreadBytes { get; init; } = 16 << 20;

    /// <summary>
    /// The number of the server's own requests that may be unanswered; at this limit reading from the server pauses
    /// (<c>max-server-requests</c>). The default value is 64. Must be between 1 and 100,000.
    /// </summary>
    public int MaxServerRequests { get; init; } = 64;

    /// <summary>
    /// The time for which a server at that limit may leave its answers unread before it is ended
    /// (<c>unread-timeout</c>). The default value is 10 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan UnreadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The number of unsolicited messages a second that are read from the server (<c>max-notifications</c>). The
    /// default value is 10,000; zero is no limit. Must be at most 10,000,000.
    /// </summary>
    public int MaxNotifications { get; init; } = 10_000;

    /// <summary>
    /// The time between closing stdin and SIGTERM (<c>shutdown.eof-grace</c>). The default value is 2 seconds. Must be
    /// at most 24 days.
    /// </summary>
    public TimeSpan EofGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time between SIGTERM and SIGKILL (<c>shutdown.term-grace</c>). The default value is 2 seconds. Must be at
    /// most 24 days.
    /// </summary>
    public TimeSpan TermGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Restarts after an unexpected exit (<c>restart</c>). The default value has the defaults of <see
    /// cref="RestartSettings"/>.
    /// </summary>
    public RestartSettings Restart { get; init; } = new();

    /// <summary>
    /// Health checks of idle processes (<c>health</c>). The default value has the defaults of <see
    /// cref="HealthSettings"/>.
    /// </summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>
    /// The circuit breaker of each process (<c>breaker</c>). The default value has the defaults of <see
    /// cref="BreakerSettings"/>.
    /// </summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>
    /// How much of a server's lists is read (<c>lists</c>). The default value has the defaults of <see
    /// cref="ListSettings"/>.
    /// </summary>
    public ListSettings Lists { get; init; } = new();

    /// <summary>
    /// For how long lists are fresh (<c>catalog</c>). The default value has the defaults of <see
    /// cref="CatalogSettings"/>.
    /// </summary>
    public CatalogSettings Catalog { get; init; } = new();

    /// <summary>
    /// Exceptions to the rules for secrets (<c>redact</c>). The default value has the defaults of <see
    /// cref="RedactSettings"/>.
    /// </summary>
    public RedactSettings Redact { get; init; } = new();

    /// <summary>The longest result of one tool, in bytes; zero for no limit.</summary>
    internal long MaxResultOf(string tool) => Tools.TryGetValue(tool, out var own) ? own.MaxResultBytes ?? MaxResultBytes : MaxResultBytes;

    /// <summary>
    /// The longest wait of a start for room: enough to drain and end a process that must be replaced first.
    /// </summary>
    internal TimeSpan StartWait => StartupTimeout + DrainTimeout + EofGrace + TermGrace;

    /// <summary>The configured <see cref="StartupTimeout"/>; null for the default of the command.</summary>
    internal TimeSpan? OwnStartupTimeout { get; init; }

    /// <summary>Values substituted from the host's environment (redacted in logs).</summary>
    internal HostVariables Variables { get; init; } = HostVariables.None;
}
