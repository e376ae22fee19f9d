namespace McpActors.Torture.Scripts;

/// <summary>Random histories. Each depends only on the run's seed and its own number.</summary>
internal static class RandomHistories
{
    // Enough for some hundred lives of a host, whose start takes longer than all of them.
    private const int Steps = 200;

    private static readonly string Ladder = ((int)HostConfig.Ladder.TotalMilliseconds + 300).ToString(CultureInfo.InvariantCulture);

    public static Script Build(int seed, int number)
    {
        var random = new Random(Matrix.HashCode(seed, string.Create(CultureInfo.InvariantCulture, $"history {number}")));
        var servers = Choose(random);
        string One() => servers[random.Next(servers.Count)];
        List<string> steps = ["neighbour", "bystanders", "host a", $"start a {string.Join(' ', servers.Take(6))}"];
        for (var i = 0; i < Steps; i++)
        {
            steps.AddRange(random.Next(100) switch
            {
                < 26 => [$"start a {One()} {One()}"],
                < 42 => [$"stop a {One()}"],
                < 66 => [$"restart a {One()}"],
                < 69 => [$"kill-actor a /user/mcp-servers/{One()}/*"],
                < 70 => [$"kill-actor a /user/mcp-servers/{One()}"],
                < 71 => [$"kill-actor a /user/mcp-servers/{One()}/*"],
                < 73 => [$"crash-actor a /user/mcp-servers/{One()}", "pause 60"],
                < 74 => ["crash-actor a /user/mcp-servers", "pause 60"],
                < 76 => ["crash-actor a /system/mcp-orphan-reaper"],
                < 79 => ["sweep a"],
                < 81 => string.Create(CultureInfo.InvariantCulture, $"batch a b{i} {random.Next(20, 300)} {One()}") is var batch ? [batch] : [],
                < 82 => ["crash-actor a /user/mcp-scheduler"],
                < 84 => ["restart a *"],
                < 86 => ["stop a *"],
                _ => [string.Create(CultureInfo.InvariantCulture, $"pause {random.Next(1, 60)}")],
            });
        }

        steps.AddRange(End(random));
        return new Script(string.Create(CultureInfo.InvariantCulture, $"random {number} of seed {seed}"), "random", 0, steps);
    }

    private static List<string> Choose(Random random)
    {
        var all = Habits.All.Where(habit => !habit.IsUntraceable).ToArray();
        var light = all.Where(habit => !habit.IsHeavy).ToArray();
        // Heavy servers are rare, so that many lives fit into the time. Two of any kind, and some cheap ones; names may
        // repeat, and then have two slots.
        return
        [
            .. Enumerable.Range(0, 8)
                .Select(index => (index < 2 ? all : light)[random.Next(index < 2 ? all.Length : light.Length)])
                .Select(habit => HostConfig.ServerName(habit, random.Next(1, HostConfig.Slots + 1)))
                .Distinct(),
        ];
    }

    private static List<string> End(Random random) => random.Next(10) switch
    {
        < 5 => ["pause 60", "stopped a *", $"expect-gone {Ladder}"],
        5 when random.Next(2) == 0 => ["watch a", "terminate a", $"expect-gone {Ladder}"],
        5 => ["watch a", "abort a", $"expect-gone {Ladder}"],
        6 => ["watch a", "sigterm-host a", $"expect-gone {Ladder}"],
        7 => ["sigkill-host a", $"expect-gone {Ladder}"],
        8 => ["watch a", "sigkill-keepers a", "expect-gone watched 1000", "stopped a *", $"expect-gone {Ladder}"],
        9 when random.Next(4) > 0 => ["watch a", "sigkill-both a", "host b fresh", "expect-gone 1000"],
        _ => ["sigkill-host a", "host b fresh", $"expect-gone {Ladder}"],
    };
}
