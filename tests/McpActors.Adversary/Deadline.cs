namespace McpActors.Adversary;

/// <summary>
/// The time at which this process and all its children have ended, whatever happens. The kernel enforces it by
/// alarm(2), but a forked child has no alarm; so every process that is started gets the same absolute time on its
/// command line, which survives a wiped environment.
/// </summary>
internal static class Deadline
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30), Longest = TimeSpan.FromSeconds(60);

    private static DateTimeOffset _at = DateTimeOffset.UtcNow + Lifetime;

    /// <summary>For the command line of a child of this program.</summary>
    public static string Argument => _at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The remaining whole seconds, at least one, for alarm(2) and sleep(1).</summary>
    public static int SecondsLeft => Math.Max(1, (int)Math.Ceiling((_at - DateTimeOffset.UtcNow).TotalSeconds));

    /// <summary>Whether an adversary instead of a test started this process.</summary>
    public static bool IsInherited { get; private set; }

    public static void Inherit(string argument)
    {
        IsInherited = true;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(argument, CultureInfo.InvariantCulture));
        var latest = DateTimeOffset.UtcNow + Longest;
        _at = at < latest ? at : latest;
    }

    public static void Arm() => _ = Posix.alarm((uint)SecondsLeft);

    /// <summary>Lives until it is ended, at the latest by SIGALRM.</summary>
    public static int LiveUntil()
    {
        while (true)
            _ = Posix.pause();
    }
}
