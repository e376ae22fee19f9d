using McpActors.Scheduling;

namespace McpActors.Configuration;

/// <summary>The whole of <c>mcp-actors</c>, checked. See <c>hocon/reference.conf</c> for each key and its default.</summary>
public sealed record McpActorsSettings
{
    /// <summary>The configured servers, by name: those of <c>servers</c> and those of the files of <c>import</c>.</summary>
    public IReadOnlyDictionary<string, ServerSettings> Servers { get; init; } = new Dictionary<string, ServerSettings>();

    /// <summary>What the files of <c>import</c> define and is not run: HTTP servers, and what is disabled there.</summary>
    public IReadOnlyList<PassedOverServer> PassedOver { get; init; } = [];

    /// <summary>The full paths of the files of <c>import</c>.</summary>
    public IReadOnlyList<string> ImportedFiles { get; init; } = [];

    /// <summary>
    /// <c>reload-on-change</c>: whether the configuration is read again when its file, or one of <see cref="ImportedFiles"/>, has changed. Only the
    /// program <c>mcpactors run</c> heeds it; who embeds the actors sends <see cref="Servers.ApplyServers"/>.
    /// </summary>
    public bool ReloadOnChange { get; init; }

    /// <summary><c>scheduler</c>.</summary>
    public SchedulerSettings Scheduler { get; init; } = new();

    /// <summary><c>reaper</c>.</summary>
    public ReaperSettings Reaper { get; init; } = new();

    /// <summary><c>sessions</c>.</summary>
    public SessionSettings Sessions { get; init; } = new();

    /// <summary><c>limits</c>.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary><c>keeper</c>.</summary>
    public KeeperSettings Keeper { get; init; } = new();

    /// <summary><c>cluster</c>.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>
    /// <c>protect-host</c>: whether servers, which run as the user of this host, are kept from tracing it and from reading its memory, environment
    /// and descriptors. False by default, because core dumps and debuggers are gone with it; the program <c>mcpactors</c> has true.
    /// </summary>
    public bool ProtectHost { get; init; }

    /// <summary><c>runtime-dir</c>: where the hosts of one user find each other; empty for the folder that they share by default.</summary>
    public string RuntimeDirectory { get; init; } = "";
}

/// <summary>Which of the host's environment variables a server inherits.</summary>
public enum InheritEnvironment
{
    /// <summary>An allow-list: see <see cref="McpActors.Processes.EnvironmentAllowList"/>.</summary>
    Default,

    /// <summary>All of them.</summary>
    All,

    /// <summary>None of them.</summary>
    None,
}

/// <summary>Who shares a server's process.</summary>
public enum Isolation
{
    /// <summary>Everybody: there is one process, and calls run in it in parallel.</summary>
    Shared,

    /// <summary>Nobody: each session has a process of its own, which ends with it, and so has each request outside of a session.</summary>
    Session,

    /// <summary>Several processes: a session stays with the one that had the fewest, other requests go to the least busy one.</summary>
    Pool,
}

/// <summary>When a server's process is started.</summary>
public enum StartMode
{
    /// <summary>When somebody needs it.</summary>
    OnDemand,

    /// <summary>With the host.</summary>
    Eager,
}

/// <summary>One server: <c>servers.NAME</c>, over <c>server-defaults</c>.</summary>
public sealed record ServerSettings
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>command</c>: a path, or a name that is looked up in PATH.</summary>
    public required string Command { get; init; }

    /// <summary><c>args</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary><c>env</c>: set over what is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary><c>inherit-env</c>.</summary>
    public InheritEnvironment InheritEnvironment { get; init; }

    /// <summary><c>cwd</c>; empty for the host's own.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary><c>isolation</c>.</summary>
    public Isolation Isolation { get; init; }

    /// <summary><c>pool-size</c>: the most processes that <see cref="Isolation.Pool"/> has, beside those that replace one another.</summary>
    public int PoolSize { get; init; } = 4;

    /// <summary><c>start</c>.</summary>
    public StartMode Start { get; init; }

    /// <summary><c>idle-timeout</c>: after which a process that nobody uses ends until it is needed; zero for never.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary><c>max-lifetime</c>: after which a process is replaced; zero for never.</summary>
    public TimeSpan MaxLifetime { get; init; }

    /// <summary><c>max-memory</c>: of a process with everything it started, in bytes, above which it is replaced; zero for any.</summary>
    public long MaxMemoryBytes { get; init; }

    /// <summary><c>max-processes</c>: how many processes it has at most, those that replace others included.</summary>
    public int MaxProcesses { get; init; } = 64;

    /// <summary><c>max-waiting</c>: how many requests wait at most for a process that is not ready.</summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary><c>cluster</c>: how many processes it has in a cluster.</summary>
    public ServerPlacement Cluster { get; init; }

    /// <summary><c>startup-timeout</c>: from the start to the answered handshake.</summary>
    public TimeSpan StartupTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>call-timeout</c>: for requests that do not say their own.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>max-call-timeout</c>: for any call, whatever it says and whatever progress it makes.</summary>
    public TimeSpan MaxCallTimeout { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>drain-timeout</c>: for what is under way in a process that another one replaces.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>max-message</c>: the longest line on stdout, in bytes.</summary>
    public long MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary><c>max-unread</c>: how much waits to be written to a server that does not read, in bytes, before requests are refused.</summary>
    public long MaxUnreadBytes { get; init; } = 16 << 20;

    /// <summary><c>max-server-requests</c>: how many requests of the server's own are open before nothing more is read from it.</summary>
    public int MaxServerRequests { get; init; } = 64;

    /// <summary><c>unread-timeout</c>: how long a server at that limit may leave its answers unread before it is ended.</summary>
    public TimeSpan UnreadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>max-notifications</c>: how many messages a second that nobody has asked for are read from it; zero for any.</summary>
    public int MaxNotifications { get; init; } = 10_000;

    /// <summary><c>shutdown.eof-grace</c>.</summary>
    public TimeSpan EofGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary><c>shutdown.term-grace</c>.</summary>
    public TimeSpan TermGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary><c>restart</c>.</summary>
    public RestartSettings Restart { get; init; } = new();

    /// <summary><c>health</c>.</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary><c>breaker</c>.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary><c>redact</c>.</summary>
    public RedactSettings Redact { get; init; } = new();

    /// <summary>
    /// How long a start waits for room: long enough for a process that is being replaced to be drained and ended, where that must come first.
    /// </summary>
    internal TimeSpan StartWait => StartupTimeout + DrainTimeout + EofGrace + TermGrace;

    /// <summary>What of the above came out of the host's environment.</summary>
    internal HostVariables Variables { get; init; } = HostVariables.None;
}

/// <summary><c>restart</c>: what follows an unexpected exit.</summary>
public sealed record RestartSettings
{
    /// <summary><c>min-backoff</c>: the first pause; it doubles each time.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary><c>max-backoff</c>: the longest pause.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>jitter</c>: by which part of itself a pause may be longer or shorter, from 0 to 1.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary><c>max-restarts</c> within <see cref="Within"/>; after them the server is parked. 0 never restarts.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary><c>within</c>.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>stable-after</c>: a process that has served for this long makes earlier ends forgotten.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>probe-interval</c>: how often a parked server is tried; zero for never.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary><c>health</c>: when a process that is alive is asked whether it still answers.</summary>
public sealed record HealthSettings
{
    /// <summary><c>interval</c>: how long nothing is under way and the server says nothing before it is asked; zero never asks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>timeout</c>: how long it may go on saying nothing at all after that; then it is restarted.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary><c>breaker</c>: when a process whose requests fail gets no more of them, and for how long.</summary>
public sealed record BreakerSettings
{
    /// <summary><c>max-failures</c>: how many requests in a row time out or break before it opens; 0 for never.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary><c>reset-timeout</c>: how long it refuses requests before it lets one through.</summary>
    public TimeSpan ResetTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary><c>scheduler</c>.</summary>
public sealed record SchedulerSettings
{
    /// <summary><c>time-zone</c>: of cron lines that do not name their own.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary><c>schedules</c>.</summary>
    public IReadOnlyList<ScheduleDefinition> Schedules { get; init; } = [];
}

/// <summary><c>reaper</c>.</summary>
public sealed record ReaperSettings
{
    /// <summary><c>sweep-interval</c>, or the environment's <c>MCP_PROCESS_CLEANUP_INTERVAL</c>, in seconds; zero for none.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary><c>sessions</c>.</summary>
public sealed record SessionSettings
{
    /// <summary><c>idle-ttl</c>, or the environment's <c>MCP_SESSION_IDLE_TTL</c>, in seconds; zero for ever.</summary>
    public TimeSpan IdleTtl { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>open-timeout</c>: for the session directory's answer, and then for the server's.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>claim-ttl</c>: after which the directory frees a session's id, unless this host renews it.</summary>
    public TimeSpan ClaimTtl { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary><c>limits</c>: of the host, over all of its servers.</summary>
public sealed record LimitSettings
{
    /// <summary><c>max-processes</c>: how many processes there are at once.</summary>
    public int MaxProcesses { get; init; } = 256;

    /// <summary><c>max-starting</c>: how many start at once; what has taken a second makes room for the next.</summary>
    public int MaxStarting { get; init; } = 16;

    /// <summary><c>max-queue</c>: how many starts wait for room.</summary>
    public int MaxQueue { get; init; } = 1000;
}

/// <summary>What to do where there is no keeper.</summary>
public enum KeeperRequirement
{
    /// <summary>Go on with the portable launcher, and say so.</summary>
    Off,

    /// <summary>Refuse to start.</summary>
    On,
}

/// <summary><c>keeper</c>.</summary>
public sealed record KeeperSettings
{
    /// <summary><c>path</c> of <c>mcp-keeper</c>; empty to find it beside the program.</summary>
    public string Path { get; init; } = "";

    /// <summary><c>required</c>.</summary>
    public KeeperRequirement Required { get; init; }
}
