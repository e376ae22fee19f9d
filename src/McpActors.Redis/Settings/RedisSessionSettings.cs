namespace McpActors.Redis;

/// <summary>How sessions are opened while Redis does not work.</summary>
public enum WhenUnavailable
{
    /// <summary>
    /// New sessions are opened by this host alone, and are written to Redis when it works again. Two hosts may open the
    /// same id meanwhile; the first that is written keeps it.
    /// </summary>
    Local,

    /// <summary>New sessions are refused with the reason.</summary>
    Refuse,
}

/// <summary>The behaviour if a session is opened that is open on another host.</summary>
public enum WhenOpenElsewhere
{
    /// <summary>
    /// The session moves: the other host ends it, and its process is extinct before the session is open here.
    /// </summary>
    Move,

    /// <summary>The opening is refused, as in one host.</summary>
    Refuse,
}

/// <summary>The section <c>mcp-actors.sessions.redis</c>. Immutable.</summary>
public sealed record RedisSessionSettings
{
    /// <summary>
    /// The servers of Redis and the options of StackExchange.Redis (<c>connection</c>), such as
    /// <c>redis-1:6379,ssl=true</c>. The default value is empty: there is no Redis. The environment variables
    /// <c>REDIS_HOST</c>, <c>REDIS_PORT</c> and <c>REDIS_PASSWORD</c> override its parts.
    /// </summary>
    public string Connection { get; init; } = "";

    /// <summary>
    /// The beginning of all keys, which separates two platforms (<c>key-prefix</c>). The default value is
    /// <c>mcp-actors</c>. Must have 1 to 64 letters, digits and <c>: _ . -</c>.
    /// </summary>
    public string KeyPrefix { get; init; } = "mcp-actors";

    /// <summary>
    /// The shortest interval between two renewals of a session that is in use (<c>renew-at-most-every</c>). The default
    /// value is 1 minute. Must be between 1 second and 24 days.
    /// </summary>
    public TimeSpan RenewAtMostEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How sessions are opened while Redis does not work (<c>when-unavailable</c>). The default value is <see
    /// cref="WhenUnavailable.Local"/>.
    /// </summary>
    public WhenUnavailable WhenUnavailable { get; init; }

    /// <summary>
    /// The behaviour if a session is opened that is open on another host (<c>when-open-elsewhere</c>). The default
    /// value is <see cref="WhenOpenElsewhere.Move"/>.
    /// </summary>
    public WhenOpenElsewhere WhenOpenElsewhere { get; init; }
}
