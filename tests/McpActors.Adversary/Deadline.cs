using System.Globalization;

namespace McpActors.Adversary;

/// <summary>
/// When this process and everything that it starts have ended, whatever else happens. alarm(2) lets the kernel see to it, but a forked child
/// has no alarm; so every process that we start is told the same absolute time on its command line, which survives a wiped environment.
/// </summary>
internal static class Deadline
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30), Longest = TimeSpan.FromSeconds(60);

    private static DateTimeOffset _at = DateTimeOffset.UtcNow + Lifetime;

    /// <summary>For the command line of a child of this program.</summary>
    public static string Argument => _at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Whole seconds until then, at least one: for alarm(2) and sleep(1).</summary>
    public static int SecondsLeft => Math.Max(1, (int)Math.Ceiling((_at - DateTimeOffset.UtcNow).TotalSeconds));

    /// <summary>Whether an adversary started this process, and not a test.</summary>
    public static bool IsInherited { get; private set; }

    public static void Inherit(string argument)
    {
        IsInherited = true;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(argument, CultureInfo.InvariantCulture));
        var latest = DateTimeOffset.UtcNow + Longest;
        _at = at < latest ? at : latest;
    }

    public static void Arm() => _ = Posix.alarm((uint)SecondsLeft);

    /// <summary>Lives until somebody or SIGALRM ends it.</summary>
    public static int LiveUntil()
    {
        while (true)
            _ = Posix.pause();
    }
}
