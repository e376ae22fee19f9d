namespace McpActors.Hosting;

/// <summary>
/// The section <c>shutdown</c>: the ladder by which a process is stopped. A null property leaves its key to earlier
/// configuration.
/// </summary>
public sealed class ServerShutdownOptions
{
    /// <summary>
    /// The time between closing stdin and SIGTERM (<c>eof-grace</c>). The default value is 2 seconds; with zero SIGTERM
    /// is sent at once. Must be at most 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? EofGrace { get; set; }

    /// <summary>
    /// The time between SIGTERM and SIGKILL (<c>term-grace</c>). The default value is 2 seconds; with zero SIGKILL is
    /// sent at once. Must be at most 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? TermGrace { get; set; }
}

/// <summary>
/// The section <c>restart</c>: restarts after an unexpected exit. A null property leaves its key to earlier
/// configuration.
/// </summary>
public sealed class ServerRestartOptions
{
    /// <summary>
    /// The delay before the first restart, which doubles with each restart (<c>min-backoff</c>). The default value is
    /// 500 milliseconds. Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? MinBackoff { get; set; }

    /// <summary>
    /// The longest delay (<c>max-backoff</c>). The default value is 30 seconds. Must be between 1 millisecond and 24
    /// days in whole milliseconds.
    /// </summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>
    /// The number of restarts within <see cref="Within"/> after which the server is parked (<c>max-restarts</c>). The
    /// default value is 10; with zero it is never restarted. Must be at most 1,000,000.
    /// </summary>
    public int? MaxRestarts { get; set; }

    /// <summary>
    /// The period in which restarts are counted (<c>within</c>). The default value is 5 minutes. Must be between 1
    /// millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? Within { get; set; }

    /// <summary>
    /// The fraction of a delay by which it varies at random (<c>jitter</c>). The default value is 0.2. Must be between
    /// 0 and 1.
    /// </summary>
    public double? Jitter { get; set; }

    /// <summary>
    /// The uptime after which a process resets the restart count (<c>stable-after</c>). The default value is 1 minute.
    /// Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? StableAfter { get; set; }

    /// <summary>
    /// The interval at which a parked server is tried again (<c>probe-interval</c>). The default value is 5 minutes.
    /// Must be between 1 second and 24 days in whole milliseconds, or zero for never.
    /// </summary>
    public TimeSpan? ProbeInterval { get; set; }
}

/// <summary>
/// The section <c>health</c>: health checks of ready and idle processes. A null property leaves its key to earlier
/// configuration.
/// </summary>
public sealed class ServerHealthOptions
{
    /// <summary>
    /// The time without traffic after which a health check is sent (<c>interval</c>). The default value is 30 seconds.
    /// Must be between 1 second and 24 days in whole milliseconds, or zero for never.
    /// </summary>
    public TimeSpan? Interval { get; set; }

    /// <summary>
    /// The time without any output after a health check; then the process is unresponsive and is restarted
    /// (<c>timeout</c>). The default value is 30 seconds. Must be between 1 millisecond and 24 days in whole
    /// milliseconds.
    /// </summary>
    public TimeSpan? Timeout { get; set; }
}

/// <summary>
/// The section <c>redact</c>: exceptions to the rules that find secrets by names and values. A null property leaves its
/// key to earlier configuration.
/// </summary>
public sealed class ServerRedactOptions
{
    /// <summary>
    /// Names of arguments, with their dashes, that are followed by a secret, or by <c>=</c> and a secret, such as
    /// <c>-p</c> (<c>args</c>). The default is none.
    /// </summary>
    public IList<string>? Args { get; set; }

    /// <summary>Variables of <c>env</c> whose values may be shown (<c>show-env</c>). The default is none.</summary>
    public IList<string>? ShowEnv { get; set; }
}

/// <summary>
/// The section <c>lists</c>: how much of a server's lists of tools, prompts and resources is read. A null property
/// leaves its key to earlier configuration.
/// </summary>
public sealed class ServerListOptions
{
    /// <summary>
    /// The maximum number of pages of a list that are asked for (<c>max-pages</c>). The default value is 100. Must be
    /// between 1 and 1,000,000.
    /// </summary>
    public int? MaxPages { get; set; }

    /// <summary>
    /// The maximum number of items of a list that are kept (<c>max-items</c>). The default value is 10,000. Must be
    /// between 1 and 10,000,000.
    /// </summary>
    public int? MaxItems { get; set; }

    /// <summary>
    /// The maximum size of all pages of a list together, in bytes of JSON (<c>max-size</c>). The default value is 64
    /// MiB. Must be between 1 KiB and 4 GiB.
    /// </summary>
    public long? MaxSize { get; set; }
}

/// <summary>
/// The section <c>catalog</c>: the lists of a server that are kept. A null property leaves its key to earlier
/// configuration.
/// </summary>
public sealed class ServerCatalogOptions
{
    /// <summary>
    /// The time for which a list of tools, prompts or resources is fresh if the server does not say (<c>ttl</c>). The
    /// default value is 5 minutes; with zero a ready process is asked each time. Must be at most 24 days in whole
    /// milliseconds.
    /// </summary>
    public TimeSpan? Ttl { get; set; }
}

/// <summary>
/// The section <c>tools.NAME</c>: settings of one tool. A null property leaves its key to earlier configuration.
/// </summary>
public sealed class ServerToolOptions
{
    /// <summary>
    /// The longest result of the tool, in bytes (<c>max-result</c>). The default is the server's; zero is no limit.
    /// Otherwise it must be between 1 KiB and 1 GiB.
    /// </summary>
    public long? MaxResult { get; set; }
}

/// <summary>
/// The section <c>breaker</c>: the circuit breakers of a process and of its tools. A null property leaves its key to
/// earlier configuration.
/// </summary>
public sealed class ServerBreakerOptions
{
    /// <summary>
    /// The number of consecutive unanswered requests that open the circuit, of a tool and of the process
    /// (<c>max-failures</c>). The default value is 5; with zero it never opens. Must be at most 1,000,000.
    /// </summary>
    public int? MaxFailures { get; set; }

    /// <summary>
    /// The time for which an open circuit refuses requests before it lets one through (<c>reset-timeout</c>). The
    /// default value is 30 seconds. Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? ResetTimeout { get; set; }
}
