using McpActors.Configuration;

namespace McpActors.Hosting;

/// <summary>The keys of <c>server-defaults</c>, which a server has as well; null says nothing.</summary>
public class ServerDefaultsOptions
{
    /// <summary><c>inherit-env</c>: which of the host's variables a server inherits.</summary>
    public InheritEnvironment? InheritEnv { get; set; }

    /// <summary><c>isolation</c>: who shares a process.</summary>
    public Isolation? Isolation { get; set; }

    /// <summary><c>pool-size</c>: how many processes a pool has at most.</summary>
    public int? PoolSize { get; set; }

    /// <summary><c>start</c>: with the first who needs it, or with the host.</summary>
    public StartMode? Start { get; set; }

    /// <summary><c>idle-timeout</c>: after which a process that has nothing to do ends, until it is needed; whole milliseconds, zero for never.</summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary><c>max-lifetime</c>: after which a process is replaced; whole milliseconds, zero for never.</summary>
    public TimeSpan? MaxLifetime { get; set; }

    /// <summary><c>max-memory</c>: above which a process is replaced, with everything that it has started; in bytes, zero for any.</summary>
    public long? MaxMemory { get; set; }

    /// <summary><c>max-processes</c>: how many processes it has at most.</summary>
    public int? MaxProcesses { get; set; }

    /// <summary><c>max-waiting</c>: how many requests wait at most for a process that is not ready.</summary>
    public int? MaxWaiting { get; set; }

    /// <summary><c>cluster</c>: how many processes it has in a cluster.</summary>
    public ServerPlacement? Cluster { get; set; }

    /// <summary><c>startup-timeout</c>: from the start of the process to the answered handshake; whole milliseconds.</summary>
    public TimeSpan? StartupTimeout { get; set; }

    /// <summary><c>call-timeout</c>: for requests that do not say their own; whole milliseconds.</summary>
    public TimeSpan? CallTimeout { get; set; }

    /// <summary><c>max-call-timeout</c>: for any request, whatever it says; whole milliseconds.</summary>
    public TimeSpan? MaxCallTimeout { get; set; }

    /// <summary><c>drain-timeout</c>: for what is under way in a process that was replaced; whole milliseconds.</summary>
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary><c>max-message</c>: the longest line on a server's stdout, in bytes.</summary>
    public long? MaxMessage { get; set; }

    /// <summary><c>max-unread</c>: how much waits to be written to a server that does not read before requests are refused, in bytes.</summary>
    public long? MaxUnread { get; set; }

    /// <summary><c>max-server-requests</c>: how many requests of the server's own are open before nothing more is read from it.</summary>
    public int? MaxServerRequests { get; set; }

    /// <summary><c>unread-timeout</c>: how long a server at that limit may leave its answers unread before it is ended; whole milliseconds.</summary>
    public TimeSpan? UnreadTimeout { get; set; }

    /// <summary><c>max-notifications</c>: how many messages a second that nobody has asked for are read from it; zero for any.</summary>
    public int? MaxNotifications { get; set; }

    /// <summary><c>shutdown</c>.</summary>
    public ServerShutdownOptions Shutdown { get; } = new();

    /// <summary><c>restart</c>.</summary>
    public ServerRestartOptions Restart { get; } = new();

    /// <summary><c>health</c>.</summary>
    public ServerHealthOptions Health { get; } = new();

    /// <summary><c>breaker</c>.</summary>
    public ServerBreakerOptions Breaker { get; } = new();

    /// <summary><c>redact</c>.</summary>
    public ServerRedactOptions Redact { get; } = new();
}

/// <summary>One server: <c>servers.NAME</c>. What it does not say it takes from <c>server-defaults</c>.</summary>
public sealed class ServerOptions : ServerDefaultsOptions
{
    /// <summary><c>command</c>: a path, or a name that is looked up in PATH.</summary>
    public string? Command { get; set; }

    /// <summary><c>args</c>: each as it is; null says nothing, an empty list that there are none.</summary>
    public IList<string>? Args { get; set; }

    /// <summary><c>env</c>: variables over what it inherits. Those that were said before stay, unless they are said again.</summary>
    public IDictionary<string, string> Env { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>cwd</c>: its working directory; a relative one starts at the host's own.</summary>
    public string? Cwd { get; set; }
}

/// <summary><c>shutdown</c>: the ladder by which a process is stopped; null says nothing.</summary>
public sealed class ServerShutdownOptions
{
    /// <summary><c>eof-grace</c>: from the closing of stdin to SIGTERM; whole milliseconds.</summary>
    public TimeSpan? EofGrace { get; set; }

    /// <summary><c>term-grace</c>: from SIGTERM to SIGKILL; whole milliseconds.</summary>
    public TimeSpan? TermGrace { get; set; }
}

/// <summary><c>restart</c>: what follows an unexpected exit; null says nothing.</summary>
public sealed class ServerRestartOptions
{
    /// <summary><c>min-backoff</c>: the first pause; whole milliseconds.</summary>
    public TimeSpan? MinBackoff { get; set; }

    /// <summary><c>max-backoff</c>: the longest pause; whole milliseconds.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary><c>max-restarts</c> within <see cref="Within"/>; 0 for none.</summary>
    public int? MaxRestarts { get; set; }

    /// <summary><c>within</c>: the time in which restarts are counted; whole milliseconds.</summary>
    public TimeSpan? Within { get; set; }

    /// <summary><c>jitter</c>: by which part of itself a pause is longer or shorter at random; from 0 to 1.</summary>
    public double? Jitter { get; set; }

    /// <summary><c>stable-after</c>: a process that has served for this long makes the ends before it forgotten; whole milliseconds.</summary>
    public TimeSpan? StableAfter { get; set; }

    /// <summary><c>probe-interval</c>: how often a parked server is tried; whole milliseconds, zero for never.</summary>
    public TimeSpan? ProbeInterval { get; set; }
}

/// <summary><c>health</c>: the sign of life that a server which is ready and idle is asked for; null says nothing.</summary>
public sealed class ServerHealthOptions
{
    /// <summary><c>interval</c>: for how long nothing comes from it before it is asked; whole milliseconds, zero for never.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary><c>timeout</c>: for how long it may say nothing at all then; whole milliseconds.</summary>
    public TimeSpan? Timeout { get; set; }
}

/// <summary><c>redact</c>: what of a server's definition is a secret beyond what names and values tell, and what is none; null says nothing.</summary>
public sealed class ServerRedactOptions
{
    /// <summary><c>args</c>: names of arguments that a secret follows, or stands in after <c>=</c>, such as <c>-p</c>.</summary>
    public IList<string>? Args { get; set; }

    /// <summary><c>show-env</c>: variables of <c>env</c> whose values may be shown.</summary>
    public IList<string>? ShowEnv { get; set; }
}

/// <summary><c>breaker</c>: when a process whose requests fail gets no more of them, and for how long; null says nothing.</summary>
public sealed class ServerBreakerOptions
{
    /// <summary><c>max-failures</c>: how many requests in a row time out or break before it opens; 0 for never.</summary>
    public int? MaxFailures { get; set; }

    /// <summary><c>reset-timeout</c>: how long it refuses requests before it lets one through; whole milliseconds.</summary>
    public TimeSpan? ResetTimeout { get; set; }
}
