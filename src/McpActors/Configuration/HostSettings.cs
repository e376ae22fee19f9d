using McpActors.Scheduling;

namespace McpActors.Configuration;

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
