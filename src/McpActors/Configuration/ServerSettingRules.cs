using McpActors.Common;
using McpActors.Configuration.Reading;

namespace McpActors.Configuration;

/// <summary>
/// The allowed values of a server's numbers and times: one table for HOCON files, imported files, and definitions made
/// in code.
/// </summary>
internal static class ServerSettingRules
{
    /// <summary>The shortest interval of a repeating timer: an idle host wakes up that often.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private static readonly ServerSettings Defaults = new() { Name = "", Command = "" };

    public static readonly NumberRule PoolSize = new("pool-size", server => server.PoolSize, 1, 10_000);
    public static readonly NumberRule MaxProcesses = new("max-processes", server => server.MaxProcesses, 1, 100_000);
    public static readonly NumberRule MaxWaiting = new("max-waiting", server => server.MaxWaiting, 0, 1_000_000);
    public static readonly NumberRule MaxServerRequests = new("max-server-requests", server => server.MaxServerRequests, 1, 100_000);
    public static readonly NumberRule MaxNotifications = new("max-notifications", server => server.MaxNotifications, 0, 10_000_000);
    public static readonly NumberRule MaxRestarts = new("restart.max-restarts", server => server.Restart.MaxRestarts, 0, 1_000_000);
    public static readonly NumberRule MaxFailures = new("breaker.max-failures", server => server.Breaker.MaxFailures, 0, 1_000_000);

    public static readonly NumberRule MaxPages = new("lists.max-pages", server => server.Lists.MaxPages, 1, 1_000_000);
    public static readonly NumberRule MaxItems = new("lists.max-items", server => server.Lists.MaxItems, 1, 10_000_000);
    public static readonly SizeRule MaxListSize = new(
        "lists.max-size", server => server.Lists.MaxBytes, 1 << 10, 1L << 32, "a size from 1 KiB to 4 GiB with a unit (B, kB, KiB, MB, MiB, GB, GiB), such as 64 MiB");

    public static readonly SizeRule MaxMemory = new(
        "max-memory", server => server.MaxMemoryBytes, 1 << 20, 1L << 40, "a size from 1 MiB to 1024 GiB with a unit, such as 512 MiB", Zero: "any");
    public static readonly SizeRule MaxMessage = new(
        "max-message", server => server.MaxMessageBytes, 1 << 10, 1 << 30,
        "a size from 1 KiB to 1 GiB with a unit (B, kB, KiB, MB, MiB, GB, GiB), such as 16 MiB");
    public static readonly SizeRule MaxResult = new(
        "max-result", server => server.MaxResultBytes, 1 << 10, 1 << 30,
        "a size from 1 KiB to 1 GiB with a unit (B, kB, KiB, MB, MiB, GB, GiB), such as 64 KiB", Zero: "no limit");
    public static readonly SizeRule MaxSpill = new(
        "max-spill", server => server.MaxSpillBytes, 1 << 10, 1L << 40, "a size from 1 KiB to 1024 GiB with a unit, such as 256 MiB", Zero: "nothing is kept");
    public static readonly SizeRule MaxUnread = new(
        "max-unread", server => server.MaxUnreadBytes, 64 << 10, 1L << 32,
        "a size from 64 KiB to 4 GiB with a unit (B, kB, KiB, MB, MiB, GB, GiB), such as 16 MiB");

    public static readonly TimeRule IdleTimeout = new("idle-timeout", server => server.IdleTimeout, Zero: "never");
    public static readonly TimeRule MaxLifetime = new("max-lifetime", server => server.MaxLifetime, Zero: "none");
    public static readonly TimeRule StartupTimeout = new("startup-timeout", server => server.StartupTimeout);
    public static readonly TimeRule CallTimeout = new("call-timeout", server => server.CallTimeout);
    public static readonly TimeRule MaxCallTimeout = new("max-call-timeout", server => server.MaxCallTimeout);
    public static readonly TimeRule UnreadTimeout = new("unread-timeout", server => server.UnreadTimeout);
    public static readonly TimeRule DrainTimeout = new("drain-timeout", server => server.DrainTimeout, Zero: "calls in flight fail at once");
    public static readonly TimeRule EofGrace = new("shutdown.eof-grace", server => server.EofGrace, Zero: "SIGTERM at once");
    public static readonly TimeRule TermGrace = new("shutdown.term-grace", server => server.TermGrace, Zero: "SIGKILL at once");
    public static readonly TimeRule MinBackoff = new("restart.min-backoff", server => server.Restart.MinBackoff);
    public static readonly TimeRule MaxBackoff = new("restart.max-backoff", server => server.Restart.MaxBackoff);
    public static readonly TimeRule Within = new("restart.within", server => server.Restart.Within);
    public static readonly TimeRule StableAfter = new("restart.stable-after", server => server.Restart.StableAfter);
    public static readonly TimeRule ProbeInterval = new("restart.probe-interval", server => server.Restart.ProbeInterval, Zero: "never") { Least = ShortestInterval };
    public static readonly TimeRule HealthInterval = new("health.interval", server => server.Health.Interval, Zero: "never") { Least = ShortestInterval };
    public static readonly TimeRule HealthTimeout = new("health.timeout", server => server.Health.Timeout);
    public static readonly TimeRule ResetTimeout = new("breaker.reset-timeout", server => server.Breaker.ResetTimeout);

    public static readonly TimeRule CatalogTtl = new("catalog.ttl", server => server.Catalog.Ttl, Zero: "a ready process is asked each time");

    /// <summary>All settings that have their own limits.</summary>
    public static readonly IReadOnlyList<SettingRule> All =
    [
        PoolSize, MaxProcesses, MaxWaiting, MaxServerRequests, MaxNotifications, MaxRestarts, MaxFailures, MaxPages, MaxItems, MaxListSize, MaxMemory, MaxMessage, MaxResult, MaxSpill,
        MaxUnread, IdleTimeout,
        MaxLifetime, StartupTimeout, CallTimeout, MaxCallTimeout, UnreadTimeout, DrainTimeout, EofGrace, TermGrace, MinBackoff, MaxBackoff, Within, StableAfter, ProbeInterval, HealthInterval, HealthTimeout,
        ResetTimeout, CatalogTtl,
    ];

    /// <summary>All settings that must not exceed another one.</summary>
    public static readonly IReadOnlyList<OrderRule> Orders =
    [
        new(CallTimeout, MaxCallTimeout, "longer", server => server.CallTimeout > server.MaxCallTimeout, server => Durations.Format(server.MaxCallTimeout)),
        new(MinBackoff, MaxBackoff, "longer", server => server.Restart.MinBackoff > server.Restart.MaxBackoff, server => Durations.Format(server.Restart.MaxBackoff)),
        new(PoolSize, MaxProcesses, "more", server => server.Isolation == Isolation.Pool && server.PoolSize > server.MaxProcesses, server => $"{server.MaxProcesses}"),
    ];

    public static int Count(this Section section, NumberRule rule) =>
        section.Count(rule.LocalKey, (int)rule.Get(Defaults), (int)rule.Least, (int)rule.Most);

    public static TimeSpan Duration(this Section section, TimeRule rule) => section.Duration(rule.LocalKey, rule.Get(Defaults), rule.Zero, rule.Least);

    public static long Size(this Section section, SizeRule rule)
    {
        var allowed = rule.Zero is null ? rule.Allowed : $"0 B ({rule.Zero}), or {rule.Allowed}";
        var size = section.Size(rule.LocalKey, rule.Get(Defaults), rule.Zero is null ? rule.Least : 0, rule.Most, allowed);
        if (size > 0 && size < rule.Least && section.Find(rule.LocalKey) is { } found) section.Mistakes.Add(found.Path, found.Node, "is too small", allowed);
        return size;
    }
}

/// <summary>The allowed values of one setting of a server.</summary>
/// <param name="Key">The key below the server's.</param>
internal abstract record SettingRule(string Key)
{
    /// <summary>The last part of the key.</summary>
    public string LocalKey => Key[(Key.LastIndexOf('.') + 1)..];

    /// <summary>The mistake, as the end of a sentence; null if there is none.</summary>
    public abstract string? MistakeIn(ServerSettings server);
}

/// <summary>A whole number from <paramref name="Least"/> to <paramref name="Most"/>.</summary>
internal sealed record NumberRule(string Key, Func<ServerSettings, long> Get, long Least, long Most) : SettingRule(Key)
{
    public override string? MistakeIn(ServerSettings server) =>
        Get(server) is var value && value >= Least && value <= Most ? null : $"is {value}; allowed: from {Least} to {Most}";
}

/// <summary>Bytes from <paramref name="Least"/> to <paramref name="Most"/>, and zero if it has a meaning.</summary>
internal sealed record SizeRule(string Key, Func<ServerSettings, long> Get, long Least, long Most, string Allowed, string? Zero = null) : SettingRule(Key)
{
    public override string? MistakeIn(ServerSettings server) => MistakeIn(Get(server));

    /// <summary>The mistake of a value, as the end of a sentence; null if there is none.</summary>
    public string? MistakeIn(long value) =>
        (value >= Least && value <= Most) || (value == 0 && Zero is not null) ? null
        : $"is {value} B; allowed: {(Zero is null ? "" : $"0 B ({Zero}), or ")}{Allowed}";
}

/// <summary>A time of at most 24 days, and zero if it has a meaning.</summary>
internal sealed record TimeRule(string Key, Func<ServerSettings, TimeSpan> Get, string? Zero = null) : SettingRule(Key)
{
    /// <summary>The shortest time other than zero. The default allows any time above zero.</summary>
    public TimeSpan Least { get; init; }

    public override string? MistakeIn(ServerSettings server)
    {
        var value = Get(server);
        if (value == TimeSpan.Zero ? Zero is not null : value > TimeSpan.Zero && value >= Least && value <= Durations.Longest) return null;
        var range = Least > TimeSpan.Zero ? $"from {Durations.Format(Least)} to {Durations.Longest.Days} days" : $"more than zero, to {Durations.Longest.Days} days";
        return $"is {value}; allowed: {(Zero is null ? "" : $"zero ({Zero}), or ")}{range}";
    }
}

/// <summary>A setting that must not exceed another one.</summary>
/// <param name="Of">The setting.</param>
/// <param name="AtMost">The limit.</param>
/// <param name="More">The comparative for the message: longer, more.</param>
/// <param name="IsBroken">Whether the setting exceeds the limit.</param>
/// <param name="Limit">The value of the limit as text.</param>
internal sealed record OrderRule(SettingRule Of, SettingRule AtMost, string More, Func<ServerSettings, bool> IsBroken, Func<ServerSettings, string> Limit);
