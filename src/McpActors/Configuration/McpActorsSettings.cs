using McpActors.Scheduling;

namespace McpActors.Configuration;

/// <summary>The checked content of <c>mcp-actors</c>. Immutable.</summary>
public sealed record McpActorsSettings
{
    /// <summary>The configured servers by name, from <c>servers</c> and from imported files.</summary>
    public IReadOnlyDictionary<string, ServerSettings> Servers { get; init; } = new Dictionary<string, ServerSettings>();

    /// <summary>The entries of imported files that are not run: HTTP servers, and disabled entries.</summary>
    public IReadOnlyList<PassedOverServer> PassedOver { get; init; } = [];

    /// <summary>The full paths of the imported files.</summary>
    public IReadOnlyList<string> ImportedFiles { get; init; } = [];

    /// <summary>
    /// Whether the configuration is read again when its file, or one of <see cref="ImportedFiles"/>, has changed
    /// (<c>reload-on-change</c>). The default value is false. Only the program <c>mcpactors run</c> uses it; a program
    /// that embeds the actors sends <see cref="Servers.ApplyServers"/>.
    /// </summary>
    public bool ReloadOnChange { get; init; }

    /// <summary>Schedules and their time zone (<c>scheduler</c>).</summary>
    public SchedulerSettings Scheduler { get; init; } = new();

    /// <summary>Sweeps for orphans (<c>reaper</c>).</summary>
    public ReaperSettings Reaper { get; init; } = new();

    /// <summary>Timeouts of sessions (<c>sessions</c>).</summary>
    public SessionSettings Sessions { get; init; } = new();

    /// <summary>Limits of the whole host (<c>limits</c>).</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>The keeper (<c>keeper</c>).</summary>
    public KeeperSettings Keeper { get; init; } = new();

    /// <summary>The cluster, for the package McpActors.Cluster (<c>cluster</c>).</summary>
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
}

/// <summary>The host's environment variables that a server inherits.</summary>
public enum InheritEnvironment
{
    /// <summary>An allow-list: see <see cref="McpActors.Processes.EnvironmentAllowList"/>.</summary>
    Default,

    /// <summary>All variables.</summary>
    All,

    /// <summary>No variables.</summary>
    None,
}

/// <summary>How callers share a server's processes.</summary>
public enum Isolation
{
    /// <summary>All callers share one process, in which calls run in parallel.</summary>
    Shared,

    /// <summary>
    /// Each session has its own process, which ends with it; so has each request outside of a session.
    /// </summary>
    Session,

    /// <summary>
    /// Several processes: a session stays with the process that had the fewest sessions, other requests go to the least
    /// busy process.
    /// </summary>
    Pool,
}

/// <summary>When a server's process is started.</summary>
public enum StartMode
{
    /// <summary>On its first use.</summary>
    OnDemand,

    /// <summary>With the host.</summary>
    Eager,
}

/// <summary>
/// One server: <c>servers.NAME</c>, with <c>server-defaults</c> for keys that it does not set. Immutable.
/// </summary>
public sealed record ServerSettings
{
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
    /// The idle time (no calls, declared tasks or sessions) after which a process is stopped; it starts again on demand
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
    /// The time from the start of a process to the answered handshake (<c>startup-timeout</c>). The default value is 30
    /// seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan StartupTimeout { get; init; } = TimeSpan.FromSeconds(30);

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

    /// <summary>Restarts after an unexpected exit (<c>restart</c>).</summary>
    public RestartSettings Restart { get; init; } = new();

    /// <summary>Health checks of idle processes (<c>health</c>).</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>The circuit breaker of each process (<c>breaker</c>).</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>Exceptions to the rules for secrets (<c>redact</c>).</summary>
    public RedactSettings Redact { get; init; } = new();

    /// <summary>
    /// The longest wait of a start for room: enough to drain and end a process that must be replaced first.
    /// </summary>
    internal TimeSpan StartWait => StartupTimeout + DrainTimeout + EofGrace + TermGrace;

    /// <summary>Values substituted from the host's environment (redacted in logs).</summary>
    internal HostVariables Variables { get; init; } = HostVariables.None;
}

/// <summary>The section <c>restart</c>: restarts after an unexpected exit. Immutable.</summary>
public sealed record RestartSettings
{
    /// <summary>
    /// The delay before the first restart, which doubles with each restart (<c>min-backoff</c>). The default value is
    /// 500 milliseconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest delay (<c>max-backoff</c>). The default value is 30 seconds. Must be between 1 millisecond and 24
    /// days.
    /// </summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The fraction of a delay by which it varies at random (<c>jitter</c>). The default value is 0.2. Must be between
    /// 0 and 1.
    /// </summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>
    /// The number of restarts within <see cref="Within"/> after which the server is parked (<c>max-restarts</c>). The
    /// default value is 10; with zero it is never restarted. Must be at most 1,000,000.
    /// </summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>
    /// The period in which restarts are counted (<c>within</c>). The default value is 5 minutes. Must be between 1
    /// millisecond and 24 days.
    /// </summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A process that stays up this long resets the restart count (<c>stable-after</c>). The default value is 1 minute.
    /// Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The interval at which a parked server is tried again (<c>probe-interval</c>). The default value is 5 minutes.
    /// Must be between 1 second and 24 days, or zero for never.
    /// </summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The section <c>health</c>: health checks of ready and idle processes. Immutable.</summary>
public sealed record HealthSettings
{
    /// <summary>
    /// The time without traffic after which a health check is sent (<c>interval</c>). The default value is 30 seconds.
    /// Must be between 1 second and 24 days, or zero for never.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time without any output after a health check; then the process is unresponsive and is restarted
    /// (<c>timeout</c>). The default value is 30 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The section <c>breaker</c>: the circuit breaker of a process. Immutable.</summary>
public sealed record BreakerSettings
{
    /// <summary>
    /// The number of consecutive requests that time out or break before the circuit opens (<c>max-failures</c>). The
    /// default value is 5; with zero it never opens. Must be at most 1,000,000.
    /// </summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>
    /// The time for which an open circuit refuses requests before it lets one through (<c>reset-timeout</c>). The
    /// default value is 30 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan ResetTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The section <c>scheduler</c>. Immutable.</summary>
public sealed record SchedulerSettings
{
    /// <summary>
    /// The time zone of cron lines that do not set their own (<c>time-zone</c>). The default value is UTC.
    /// </summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The schedules (<c>schedules</c>). The default is none.</summary>
    public IReadOnlyList<ScheduleDefinition> Schedules { get; init; } = [];
}

/// <summary>The section <c>reaper</c>. Immutable.</summary>
public sealed record ReaperSettings
{
    /// <summary>
    /// The interval between sweeps (<c>sweep-interval</c>). The default value is 5 minutes. Must be between 1 second
    /// and 24 days, or zero for none. The environment variable <c>MCP_PROCESS_CLEANUP_INTERVAL</c>, in seconds,
    /// overrides it.
    /// </summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The section <c>sessions</c>. Immutable.</summary>
public sealed record SessionSettings
{
    /// <summary>
    /// The idle time after which a session ends (<c>idle-ttl</c>). The default value is 24 hours. Must be between 1
    /// second and 24 days, or zero for no limit. The environment variable <c>MCP_SESSION_IDLE_TTL</c>, in seconds,
    /// overrides it.
    /// </summary>
    public TimeSpan IdleTtl { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The longest wait for the session directory, and then for the server (<c>open-timeout</c>). The default value is
    /// 10 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time after which the session directory frees a session's id, unless this host renews it (<c>claim-ttl</c>).
    /// The default value is 5 minutes. Must be between 1 second and 24 days.
    /// </summary>
    public TimeSpan ClaimTtl { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The section <c>limits</c>, for all servers of the host together. Immutable.</summary>
public sealed record LimitSettings
{
    /// <summary>
    /// The maximum number of processes at once (<c>max-processes</c>). The default value is 256. Must be between 1 and
    /// 1,000,000.
    /// </summary>
    public int MaxProcesses { get; init; } = 256;

    /// <summary>
    /// The maximum number of processes that start at once (<c>max-starting</c>). The default value is 16. Must be
    /// between 1 and 10,000. A start counts for at most one second.
    /// </summary>
    public int MaxStarting { get; init; } = 16;

    /// <summary>
    /// The maximum number of starts that wait for room (<c>max-queue</c>). The default value is 1000. Must be between 0
    /// and 1,000,000.
    /// </summary>
    public int MaxQueue { get; init; } = 1000;
}

/// <summary>The behaviour if no keeper can run.</summary>
public enum KeeperRequirement
{
    /// <summary>Use the portable launcher, and log a warning.</summary>
    Off,

    /// <summary>Refuse to start.</summary>
    On,
}

/// <summary>The section <c>keeper</c>. Immutable.</summary>
public sealed record KeeperSettings
{
    /// <summary>
    /// The path of <c>mcp-keeper</c> (<c>path</c>). The default value is empty: it is searched next to the program.
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>
    /// The behaviour if no keeper can run (<c>required</c>). The default value is <see cref="KeeperRequirement.Off"/>.
    /// </summary>
    public KeeperRequirement Required { get; init; }
}
