using McpActors.Configuration;

namespace McpActors.Hosting;

/// <summary>
/// The keys of <c>server-defaults</c>, which every server has too. A null property leaves its key to earlier
/// configuration.
/// </summary>
public class ServerDefaultsOptions
{
    /// <summary>
    /// The host's environment variables that a server inherits (<c>inherit-env</c>). The default value is <see
    /// cref="InheritEnvironment.Default"/>, an allow-list.
    /// </summary>
    public InheritEnvironment? InheritEnv { get; set; }

    /// <summary>
    /// How callers share processes (<c>isolation</c>). The default value is <see
    /// cref="McpActors.Configuration.Isolation.Shared"/>.
    /// </summary>
    public Isolation? Isolation { get; set; }

    /// <summary>
    /// The maximum number of processes of a pool (<c>pool-size</c>). The default value is 4. Must be between 1 and
    /// 10,000, and at most <see cref="MaxProcesses"/>.
    /// </summary>
    public int? PoolSize { get; set; }

    /// <summary>
    /// When a process is started (<c>start</c>): on its first use, or with the host. The default value is <see
    /// cref="StartMode.OnDemand"/>.
    /// </summary>
    public StartMode? Start { get; set; }

    /// <summary>
    /// The idle time (no calls, open work or sessions) after which a process is stopped; it starts again on demand
    /// (<c>idle-timeout</c>). The default value is zero, for never. Must be at most 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>
    /// The age at which a process is replaced (<c>max-lifetime</c>). The default value is zero, for never. Must be at
    /// most 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? MaxLifetime { get; set; }

    /// <summary>
    /// The memory of a process tree above which the process is replaced, in bytes (<c>max-memory</c>). The default
    /// value is zero, for no limit. Otherwise it must be between 1 MiB and 1024 GiB.
    /// </summary>
    public long? MaxMemory { get; set; }

    /// <summary>
    /// The maximum number of the server's processes (<c>max-processes</c>). The default value is 64. Must be between 1
    /// and 100,000.
    /// </summary>
    public int? MaxProcesses { get; set; }

    /// <summary>
    /// The maximum number of requests that wait for a process that is not ready (<c>max-waiting</c>). The default value
    /// is 1000. Must be between 0 and 1,000,000.
    /// </summary>
    public int? MaxWaiting { get; set; }

    /// <summary>
    /// Whether each node of a cluster has its own process, or the cluster has one (<c>cluster</c>). The default value
    /// is <see cref="ServerPlacement.PerNode"/>.
    /// </summary>
    public ServerPlacement? Cluster { get; set; }

    /// <summary>
    /// The handshake with which the server is asked (<c>protocol</c>). The default value is <see
    /// cref="ServerProtocol.Auto"/>: the one that it speaks.
    /// </summary>
    public ServerProtocol? Protocol { get; set; }

    /// <summary>
    /// The requests that are sent again to the next process if their process is lost (<c>retry</c>). The default value
    /// is <see cref="ServerRetry.Never"/>.
    /// </summary>
    public ServerRetry? Retry { get; set; }

    /// <summary>
    /// The reaction to a tool that differs from what was first seen, or accepted (<c>pin</c>). The default value is
    /// <see cref="PinMode.Off"/>.
    /// </summary>
    public PinMode? Pin { get; set; }

    /// <summary>
    /// The time from the start of a process to the answered handshake (<c>startup-timeout</c>). The default value is 30
    /// seconds, or 5 minutes if the command may have to download the server first (<c>npx</c>, <c>uvx</c>,
    /// <c>docker run</c> and the like). Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? StartupTimeout { get; set; }

    /// <summary>
    /// The timeout of requests that do not set their own (<c>call-timeout</c>). The default value is 60 seconds. Must
    /// be between 1 millisecond and <see cref="MaxCallTimeout"/>, in whole milliseconds.
    /// </summary>
    public TimeSpan? CallTimeout { get; set; }

    /// <summary>
    /// The longest timeout of any request (<c>max-call-timeout</c>). The default value is 24 hours. Must be at most 24
    /// days in whole milliseconds.
    /// </summary>
    public TimeSpan? MaxCallTimeout { get; set; }

    /// <summary>
    /// The time that calls in flight have in a process that was replaced (<c>drain-timeout</c>). The default value is
    /// 30 seconds; with zero they fail at once. Must be at most 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary>
    /// The longest line on a server's stdout, in bytes; a longer answer fails its request (<c>max-message</c>). The
    /// default value is 16 MiB. Must be between 1 KiB and 1 GiB.
    /// </summary>
    public long? MaxMessage { get; set; }

    /// <summary>
    /// The longest result of a tool, in bytes; a longer one is cut to a preview (<c>max-result</c>). The default value is
    /// zero, for no limit. Otherwise it must be between 1 KiB and 1 GiB.
    /// </summary>
    public long? MaxResult { get; set; }

    /// <summary>
    /// How much of longer results is kept whole in private files, in bytes (<c>max-spill</c>). The default value is zero,
    /// for none. Otherwise it must be between 1 KiB and 1024 GiB.
    /// </summary>
    public long? MaxSpill { get; set; }

    /// <summary>Settings of single tools, by the tool's name (<c>tools</c>). The default is none.</summary>
    public IDictionary<string, ServerToolOptions> Tools { get; } = new Dictionary<string, ServerToolOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The number of bytes that may wait for a server that does not read its stdin; beyond it requests are refused
    /// (<c>max-unread</c>). The default value is 16 MiB. Must be between 64 KiB and 4 GiB.
    /// </summary>
    public long? MaxUnread { get; set; }

    /// <summary>
    /// The number of the server's own requests that may be unanswered; at this limit reading from the server pauses
    /// (<c>max-server-requests</c>). The default value is 64. Must be between 1 and 100,000.
    /// </summary>
    public int? MaxServerRequests { get; set; }

    /// <summary>
    /// The time for which a server at that limit may leave its answers unread; then it is ended and restarted
    /// (<c>unread-timeout</c>). The default value is 10 seconds. Must be between 1 millisecond and 24 days in whole
    /// milliseconds.
    /// </summary>
    public TimeSpan? UnreadTimeout { get; set; }

    /// <summary>
    /// The number of unsolicited messages a second that are read from a server (<c>max-notifications</c>). The default
    /// value is 10,000; zero is no limit. Must be at most 10,000,000.
    /// </summary>
    public int? MaxNotifications { get; set; }

    /// <summary>The ladder by which a process is stopped (<c>shutdown</c>).</summary>
    public ServerShutdownOptions Shutdown { get; } = new();

    /// <summary>Restarts after an unexpected exit (<c>restart</c>).</summary>
    public ServerRestartOptions Restart { get; } = new();

    /// <summary>Health checks of idle processes (<c>health</c>).</summary>
    public ServerHealthOptions Health { get; } = new();

    /// <summary>The circuit breaker of each process (<c>breaker</c>).</summary>
    public ServerBreakerOptions Breaker { get; } = new();

    /// <summary>How much of a server's lists is read (<c>lists</c>).</summary>
    public ServerListOptions Lists { get; } = new();

    /// <summary>For how long lists are fresh (<c>catalog</c>).</summary>
    public ServerCatalogOptions Catalog { get; } = new();

    /// <summary>Exceptions to the rules for secrets (<c>redact</c>).</summary>
    public ServerRedactOptions Redact { get; } = new();
}

/// <summary>One server: <c>servers.NAME</c>. Keys that it does not set come from <c>server-defaults</c>.</summary>
public sealed class ServerOptions : ServerDefaultsOptions
{
    /// <summary>The program (<c>command</c>): a path, or a name that is looked up in PATH. Required.</summary>
    public string? Command { get; set; }

    /// <summary>
    /// The arguments, passed unchanged (<c>args</c>). The default value is null, which keeps earlier arguments; an
    /// empty list means no arguments.
    /// </summary>
    public IList<string>? Args { get; set; }

    /// <summary>
    /// Environment variables in addition to the inherited ones (<c>env</c>). Variables set earlier are kept unless they
    /// are set again.
    /// </summary>
    public IDictionary<string, string> Env { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The working directory (<c>cwd</c>); a relative path starts at the host's. The default is the host's own.
    /// </summary>
    public string? Cwd { get; set; }
}
