namespace McpActors.Configuration;

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
    /// The time without any output after <c>ping</c> or <c>server/discover</c>, and again after the request for a list;
    /// then the process is unresponsive and is restarted (<c>timeout</c>). The default value is 30 seconds. Must be
    /// between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// The section <c>lists</c>: how much of a server's lists of tools, prompts and resources is read. A longer list ends
/// there, and names the limit in its problems. Immutable.
/// </summary>
public sealed record ListSettings
{
    /// <summary>
    /// The maximum number of pages of a list that are asked for (<c>max-pages</c>). The default value is 100. Must be
    /// between 1 and 1,000,000.
    /// </summary>
    public int MaxPages { get; init; } = 100;

    /// <summary>
    /// The maximum number of items of a list that are kept (<c>max-items</c>). The default value is 10,000. Must be
    /// between 1 and 10,000,000.
    /// </summary>
    public int MaxItems { get; init; } = 10_000;

    /// <summary>
    /// The maximum size of all pages of a list together, in bytes of JSON (<c>max-size</c>). The default value is 24
    /// MiB. Must be between 1 KiB and 4 GiB.
    /// </summary>
    public long MaxBytes { get; init; } = 24 << 20;
}

/// <summary>The section <c>catalog</c>: the lists of a server that are kept. Immutable.</summary>
public sealed record CatalogSettings
{
    /// <summary>
    /// The time for which a list of tools, prompts or resources is fresh if the server does not say (<c>ttl</c>). A stale
    /// list is read again as soon as a process is ready. The default value is 5 minutes; with zero a ready process is
    /// asked each time. Must be at most 24 days.
    /// </summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The section <c>breaker</c>: the circuit breakers of a process and of its tools. Immutable.</summary>
public sealed record BreakerSettings
{
    /// <summary>
    /// The number of consecutive unanswered requests that open the circuit, of a tool and of the process
    /// (<c>max-failures</c>). The default value is 5; with zero it never opens. Must be at most 1,000,000.
    /// </summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>
    /// The time for which an open circuit refuses requests before it lets one through (<c>reset-timeout</c>). The
    /// default value is 30 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan ResetTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
