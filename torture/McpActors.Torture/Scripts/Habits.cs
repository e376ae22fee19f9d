namespace McpActors.Torture.Scripts;

/// <summary>When a server with this habit has finished growing.</summary>
internal enum Kind
{
    /// <summary>Never answers the handshake.</summary>
    Plain,

    /// <summary>Becomes ready for calls.</summary>
    Mcp,

    /// <summary>Ends by itself at once.</summary>
    Short,
}

/// <summary>A server with a bad habit. Its name in configurations and scripts is the command line with dashes.</summary>
internal sealed record Habit(string CommandLine, Kind Kind = Kind.Plain)
{
    private static readonly string[] Busy = ["fork-chain", "fast-chain", "session-chain", "fork-tree", "forks-and", "flood", "forever", "long-line"];

    public string Name => CommandLine.Replace(' ', '-');

    public IReadOnlyList<string> Arguments => CommandLine.Split(' ');

    /// <summary>Whether it keeps a processor busy as long as it lives.</summary>
    public bool IsHeavy => Busy.Any(part => Name.Contains(part, StringComparison.Ordinal));

    /// <summary>
    /// Whether nothing can find it after its keeper was killed: no mark, no environment, no pipe. The known gap of all
    /// lineage.
    /// </summary>
    public bool IsUntraceable => CommandLine.Contains("untraceable", StringComparison.Ordinal);
}

/// <summary>Every habit of the adversary that belongs to a server.</summary>
internal static class Habits
{
    private static readonly Habit[] Wanted =
    [
        new("exit-on-eof"), new("ignore-eof"), new("ignore-term"), new("slow-term"), new("defy-term"), new("stop"),
        new("exit 0", Kind.Short), new("die 9", Kind.Short), new("crash boom", Kind.Short),
        new("children 5"), new("stubborn-children 3"), new("session-child"), new("double-fork"), new("wiped-double-fork"),
        new("orphan-sleep 1 orphan", Kind.Short), new("successor"), new("last-line", Kind.Short), new("short-orphans 20"),
        new("orphan-holder", Kind.Short), new("exit-leaving", Kind.Short),
        new("fork-chain"), new("fast-chain"), new("session-chain"), new("fork-tree"), new("forks-and-ignores"),
        new("echo"), new("flood-stderr"), new("long-line 2"), new("close-stdout"), new("closes-stdout"), new("writes-forever"),
        new("unmarked"), new("remarked 4611686018427387905"), new("renamed"), new("blank-environment"), new("other-user"), new("untraceable"),
        new("mcp-well", Kind.Mcp), new("mcp-answers 1000000", Kind.Mcp), new("mcp-babbles", Kind.Mcp), new("mcp-closes-stdout", Kind.Mcp), new("mcp-dies-in-call", Kind.Mcp),
        new("mcp-mute", Kind.Mcp), new("mcp-obeys", Kind.Mcp), new("mcp-slow", Kind.Mcp), new("hog 8 orphan"), new("hog-parent 8", Kind.Short),
        new("mcp-exits 3 bye", Kind.Short), new("mcp-family", Kind.Mcp), new("mcp-floods-stderr", Kind.Mcp), new("mcp-floods roots", Kind.Mcp), new("mcp-floods logs", Kind.Mcp),
        new("mcp-floods sampling deaf", Kind.Mcp), new("mcp-hangs-in-call", Kind.Mcp),
        new("mcp-leaves-children", Kind.Mcp), new("mcp-long-line", Kind.Mcp), new("mcp-silent"), new("mcp-stubborn", Kind.Mcp),
        new("mcp-tells-secrets", Kind.Short), new("mcp-sleeper"),
        new("mcp-with ignore-term", Kind.Mcp), new("mcp-with stop", Kind.Mcp), new("mcp-with fork-tree", Kind.Mcp),
        new("mcp-with session-chain", Kind.Mcp), new("mcp-with wiped-double-fork", Kind.Mcp), new("mcp-with exit-leaving", Kind.Mcp),
        new("imitates-report", Kind.Short), new("progress-bar", Kind.Short), new("pries"),
        new("mcp-odd bad-tool", Kind.Mcp), new("mcp-odd batch", Kind.Mcp),
        new("mcp-with unmarked", Kind.Mcp), new("mcp-with blank-environment", Kind.Mcp), new("mcp-with other-user", Kind.Mcp),
    ];

    // Parts of others, hosts, other users, servers that need a file, and one that stops its host, which root can always
    // do.
    private static readonly string[] NotServers =
        ["guard", "host", "mcp-records", "mcp-tells-planted", "mcp-dies-around-effects", "mcp-greets", "mcp-lists", "forges-marks", "pries-host"];

    private static readonly HashSet<string> Known = Ask();

    /// <summary>The habits that this build of the adversary has.</summary>
    public static IReadOnlyList<Habit> All { get; } = [.. Wanted.Where(habit => Known.Contains(habit.Arguments[0]))];

    /// <summary>The habits that it does not have, because they are newer or not in this build.</summary>
    public static IReadOnlyList<Habit> Missing { get; } = [.. Wanted.Where(habit => !Known.Contains(habit.Arguments[0]))];

    /// <summary>Habits of the adversary that no history uses: a gap in this table.</summary>
    public static IReadOnlyList<string> Untested { get; } =
        [.. Known.Except(Wanted.Select(habit => habit.Arguments[0])).Except(NotServers).Except(HostileHistories.OwnHabits.Select(habit => habit.Arguments[0])).Order(StringComparer.Ordinal)];

    private static HashSet<string> Ask()
    {
        using var list = StartedProcess.Start([Artifacts.Adversary, "--list"]);
        list.Exit().Wait();
        list.Stdout.Ended.Wait();
        return [.. list.Stdout.Seen().Select(line => line.Split(' ')[0])];
    }
}
