using System.Globalization;
using McpActors.Torture.HostRole;

namespace McpActors.Torture.Scripts;

/// <summary>Adversary x ending, as histories of several adversaries each.</summary>
internal static class Matrix
{
    /// <param name="seed">Chooses who shares a history, and in which order they come: a run that is short of time does the first ones.</param>
    /// <param name="only">An ending's name, or part of an ending's or an adversary's name, or nothing for all.</param>
    public static IReadOnlyList<Script> Build(int seed, string only)
    {
        var endings = Endings.All.Where(ending => ending.Name == only).ToArray() is [var one] ? [one] : Endings.All;
        var byEnding = endings.Select(ending => ScriptsOf(ending, new Random(HashCode(seed, ending.Name)), only).ToList()).ToList();
        // One of each ending, then the next of each: a part of the matrix has all endings in it.
        return [.. Enumerable.Range(0, byEnding.Max(scripts => scripts.Count)).SelectMany(row => byEnding.Where(scripts => row < scripts.Count).Select(scripts => scripts[row]))];
    }

    private static IEnumerable<Script> ScriptsOf(Ending ending, Random random, string only)
    {
        var isEnding = ending.Name.Contains(only, StringComparison.Ordinal);
        var habits = Habits.All.Where(habit => ending.Suits(habit) && (isEnding || habit.Name.Contains(only, StringComparison.Ordinal))).ToArray();
        random.Shuffle(habits);
        // The heavy ones are dealt out: together they would measure how long the others wait for a processor.
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
        // In the order in which a person would read it; a neighbour that is started anew would have a hand in what the ending leaves.
        return ["neighbour", "bystanders", host, $"start a {servers}", .. ending.Steps];
    }

    /// <summary>The same in every process, unlike string.GetHashCode.</summary>
    public static int HashCode(int seed, string text) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c));
}
