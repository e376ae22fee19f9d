namespace McpActors.Torture.Scripts;

/// <summary>
/// Servers that attack the proof of their end, and another user that forges marks, next to a neighbour and bystanders.
/// With root's rights a server can trace its keeper, without them it cannot: each history runs as root, if the tests
/// do, and as another user.
/// </summary>
internal static class HostileHistories
{
    public const string Name = "hostile";

    private const string ForgedMarks = "100";

    private static readonly Habit[] Reports = [new("imitates-report", Kind.Short), new("progress-bar", Kind.Short), new("progress-bar 1024", Kind.Short)];

    private static readonly Habit[] Keepers = [new("takes-over-keeper"), new("freezes-keeper"), new("pries")];

    private static readonly Habit[] Floods =
    [
        new("writes-forever"), new("flood-stderr"), new("mcp-floods-stderr", Kind.Mcp), new("mcp-babbles", Kind.Mcp), new("long-line 2"), new("ignore-eof"),
    ];

    private static readonly string Ladder = Text(HostConfig.Ladder + TimeSpan.FromMilliseconds(300));

    // A frozen keeper is first overdue, and then given up.
    private static readonly string GivenUp = Text(HostConfig.Ladder + TimeSpan.FromSeconds(2.5));

    /// <summary>The servers that only these histories use: they end their keepers.</summary>
    public static IReadOnlyList<Habit> OwnHabits => [.. Keepers.Take(2), Reports[^1]];

    /// <summary>One history after the other, for as long as there is time.</summary>
    public static IEnumerable<Script> Build(int seed)
    {
        var random = new Random(Matrix.HashCode(seed, Name));
        for (var number = 1; ; number++)
        {
            foreach (var (what, habits, promise) in ((string, Habit[], string)[])[("report", Reports, Ladder), ("keeper", Keepers, GivenUp), ("flood", Floods, Ladder)])
            {
                foreach (var host in (string[])["host a", "user-host a"])
                    yield return Of(what, number, habits, host, [], End(random, promise));
            }

            // The first lease is over once all were restarted. If root sweeps, a dead host's mark ends every process
            // that bears it: its servers may have become other users, and no witness is left.
            yield return Of(
                "marks", number, [new("mcp-stubborn", Kind.Mcp), new("children 5")], "host a",
                ["watch a", "restart a *", $"expect-gone watched {Ladder}", "grown a", $"forge-marks a {ForgedMarks}"], End(random, Ladder, hostMayDie: false));
        }
    }

    private static Script Of(string what, int number, Habit[] habits, string host, string[] before, string[] end) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Name} {what} {number} ({host})"), $"{Name}-{what}", habits.Length,
        ["neighbour", "bystanders", host, $"start a {string.Join(' ', habits.Select(habit => HostConfig.ServerName(habit, 1)))}", "grown a", .. before, .. end]);

    private static string[] End(Random random, string promise, bool hostMayDie = true) => random.Next(hostMayDie ? 4 : 3) switch
    {
        0 => ["watch a", "stop a *", $"expect-gone {promise}", "stopped a *"],
        1 => ["watch a", "sweep a", "sigkill-keepers a", "expect-gone watched 1000", "stopped a *", $"expect-gone {promise}"],
        2 => ["sigterm-host a", $"expect-gone {promise}"],
        // The next host cleans up processes that have lost their keeper.
        _ => ["sigkill-host a", "next-host b a", $"expect-gone {promise}"],
    };

    private static string Text(TimeSpan promise) => ((int)promise.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
