using McpActors.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Servers;

/// <summary>
/// What <see cref="ApplyServers"/> does not take: definitions may be made by a program, and then no reader has looked at them. Values of arguments and
/// of the environment are never repeated.
/// </summary>
internal static class ServerCheck
{
    // Timers count milliseconds in an int.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>All that is wrong, in words; none where they can be applied.</summary>
    public static IReadOnlyList<string> MistakesOf(IReadOnlyCollection<ServerSettings?>? definitions)
    {
        if (definitions is null) return ["There is no list of definitions (null); to have no server, apply an empty one."];
        var mistakes = new List<string>();
        foreach (var (index, server) in definitions.Index())
        {
            if (server is null) mistakes.Add($"Definition {index + 1} of {definitions.Count} is null.");
            else mistakes.AddRange(MistakesOf(server).Select(mistake => $"Server '{server.Name}': {mistake}."));
        }
        foreach (var twins in definitions.OfType<ServerSettings>().Where(server => server.Name is not null).GroupBy(server => server.Name, StringComparer.OrdinalIgnoreCase))
        {
            var names = twins.Select(server => server.Name).Distinct(StringComparer.Ordinal).ToList();
            if (names.Count > 1) mistakes.Add($"Servers '{string.Join("' and '", names)}' differ only in case; allowed: one server of each name, whatever its case.");
            else if (twins.Skip(1).Any()) mistakes.Add($"Server '{names[0]}' is defined {twins.Count()} times; allowed: once.");
        }
        return mistakes;
    }

    private static IEnumerable<string> MistakesOf(ServerSettings server)
    {
        if (server.Name is null || !Names.IsLegal(server.Name)) yield return $"it is not a legal name; allowed: {Names.Allowed}";
        if (string.IsNullOrWhiteSpace(server.Command) || HasNul(server.Command)) yield return "its command is empty, or contains a NUL character; allowed: a program, without its arguments";
        if (server.Arguments is null || server.Arguments.Any(argument => argument is null || HasNul(argument))) yield return "its args are null, or one of them is, or contains a NUL character; allowed: a list of texts";
        if (server.Environment is null || server.Environment.Any(variable => variable.Key.Length == 0 || variable.Key.AsSpan().ContainsAny('=', '\0') || variable.Value is null || HasNul(variable.Value)))
            yield return "its env is null, or has an empty name, one with '=' or NUL, or a text that is null or contains NUL; allowed: NAME = text";
        if (server.WorkingDirectory is null || HasNul(server.WorkingDirectory)) yield return "its cwd is null, or contains a NUL character; allowed: a directory, or an empty text for the host's own";
        if (server.Restart is null || server.Health is null || server.Breaker is null)
        {
            yield return "its restart, health or breaker is null; leave it out for the defaults";
            yield break;
        }
        if (server.Redact?.Args is not { } args || args.Any(string.IsNullOrEmpty) || server.Redact.ShowEnv is not { } shown || shown.Any(string.IsNullOrEmpty))
            yield return "its redact, or a list in it, is null, or has an empty text; allowed: lists of names; leave it out for the defaults";
        foreach (var (key, value, least, most) in Counts(server))
            if (value < least || value > most) yield return $"its {key} is {value}; allowed: from {least} to {most}";
        foreach (var (key, value) in Intervals(server))
            if (value > Longest || (value < ShortestInterval && value != TimeSpan.Zero)) yield return $"its {key} is {value}; allowed: zero, for never, and from {ShortestInterval.TotalSeconds:0} s to {Longest.Days} days";
        foreach (var (key, value, mayBeZero) in Durations(server))
        {
            if (value < TimeSpan.Zero || value > Longest || (value == TimeSpan.Zero && !mayBeZero))
                yield return $"its {key} is {value}; allowed: {(mayBeZero ? "zero" : "more than zero")} to {Longest.Days} days";
        }
        if (server.Restart.Jitter is not (>= 0 and <= 1)) yield return $"its restart.jitter is {server.Restart.Jitter}; allowed: from 0 to 1";
        if (server.CallTimeout > server.MaxCallTimeout) yield return "its call-timeout is longer than its max-call-timeout; allowed: at most that";
        if (server.Restart.MinBackoff > server.Restart.MaxBackoff) yield return "its restart.min-backoff is longer than its restart.max-backoff; allowed: at most that";
        if (server.Isolation == Isolation.Pool && server.PoolSize > server.MaxProcesses) yield return "its pool-size is more than its max-processes; allowed: at most that";
    }

    private static (string Key, long Value, long Least, long Most)[] Counts(ServerSettings server) =>
    [
        ("pool-size", server.PoolSize, 1, 10_000),
        ("max-processes", server.MaxProcesses, 1, 100_000),
        ("max-waiting", server.MaxWaiting, 0, 1_000_000),
        ("max-memory", server.MaxMemoryBytes, 0, 1L << 40),
        ("max-message", server.MaxMessageBytes, 1 << 10, 1 << 30),
        ("max-unread", server.MaxUnreadBytes, 64 << 10, 1L << 32),
        ("max-server-requests", server.MaxServerRequests, 1, 100_000),
        ("max-notifications", server.MaxNotifications, 0, 10_000_000),
        ("restart.max-restarts", server.Restart.MaxRestarts, 0, 1_000_000),
        ("breaker.max-failures", server.Breaker.MaxFailures, 0, 1_000_000),
    ];

    // What drives a timer again and again.
    private static (string Key, TimeSpan Value)[] Intervals(ServerSettings server) =>
    [
        ("restart.probe-interval", server.Restart.ProbeInterval),
        ("health.interval", server.Health.Interval),
    ];

    private static (string Key, TimeSpan Value, bool MayBeZero)[] Durations(ServerSettings server) =>
    [
        ("idle-timeout", server.IdleTimeout, true),
        ("max-lifetime", server.MaxLifetime, true),
        ("startup-timeout", server.StartupTimeout, false),
        ("call-timeout", server.CallTimeout, false),
        ("max-call-timeout", server.MaxCallTimeout, false),
        ("unread-timeout", server.UnreadTimeout, false),
        ("drain-timeout", server.DrainTimeout, true),
        ("shutdown.eof-grace", server.EofGrace, true),
        ("shutdown.term-grace", server.TermGrace, true),
        ("restart.min-backoff", server.Restart.MinBackoff, false),
        ("restart.max-backoff", server.Restart.MaxBackoff, false),
        ("restart.within", server.Restart.Within, false),
        ("restart.stable-after", server.Restart.StableAfter, false),
        ("health.timeout", server.Health.Timeout, false),
        ("breaker.reset-timeout", server.Breaker.ResetTimeout, false),
    ];

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}
