namespace McpActors.Adversary;

/// <summary>One way to behave badly. A family of them is one file with a table like <see cref="EndingHabits.All"/>.</summary>
/// <param name="Name">The first argument that chooses it.</param>
/// <param name="Description">One line, with its arguments.</param>
/// <param name="Live">The behaviour; its result is the exit status.</param>
internal sealed record Habit(string Name, string Description, Func<string[], int> Live);
