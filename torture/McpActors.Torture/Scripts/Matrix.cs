namespace McpActors.Torture.Scripts;

/// <summary>Adversary x ending, as histories of several adversaries each.</summary>
internal static class Matrix
{
    /// <param name="seed">Decides which servers share a history, and the order: a short run does the first
    /// histories.</param>
    /// <param name="only">An ending's name, or part of an ending's or an adversary's name, or empty for all.</param>
    public static IReadOnlyList<Script> Build(int seed, string only)
    {
        var endings = Endings.All.Where(ending => ending.Name == only).ToArray() is [var one] ? [one] : Endings.All;
        var byEnding = endings.Select(ending => ScriptsOf(ending, new Random(HashCode(seed, ending.Name)), only).ToList()).ToList();
        // One history of each ending, then the next of each, so that a part of the matrix covers all endings.
        return [.. Enumerable.Range(0, byEnding.Max(scripts => scripts.Count)).SelectMany(row => byEnding.Where(scripts => row < scripts.Count).Select(scripts => scripts[row]))];
    }

    private static IEnumerable<Script> ScriptsOf(Ending ending, Random random, string only)
    {
        var isEnding = ending.Name.Contains(only, StringComparison.Ordinal);
        var habits = Habits.All.Where(habit => ending.Suits(habit) && (isEnding || habit.Name.Contains(only, StringComparison.Ordinal))).ToArray();
        random.Shuffle(habits);
        // Heavy servers are distributed: together they would measure how long the others wait for a processor.
        var histories = (habits.Length + ending.AtOnce - 1) / ending.AtOnce;
        var chunks = habits.OrderByDescending(habit => habit.IsHeavy)
            .Select((habit, index) => (habit, index))
            .GroupBy(dealt => dealt.index % histories, dealt => dealt.habit)
            .Select(chunk => chunk.ToArray());
        return chunks.Select((chunk, index) => new Script(
            string.Create(CultureInfo.InvariantCulture, $"{ending.Name} #{index + 1}"), ending.Name, chunk.Length, StepsOf(ending, chunk)));
    }

    private static List<string> StepsOf(Ending ending, IEnumerable<Habit> habits)
    {
        var host = ending.Name.StartsWith("registry-", StringComparison.Ordinal) ? $"registry a {ending.Name["registry-".Length..]}" : "host a";
        var servers = string.Join(' ', habits.Select(habit => HostConfig.ServerName(habit, 1)));
        // In reading order; a neighbour that is started later would influence what the ending leaves.
        return ["neighbour", "bystanders", host, $"start a {servers}", .. ending.Steps];
    }

    /// <summary>The same in every process, unlike string.GetHashCode.</summary>
    public static int HashCode(int seed, string text) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c));
}
