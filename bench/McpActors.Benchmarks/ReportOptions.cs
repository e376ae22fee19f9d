namespace McpActors.Benchmarks;

/// <summary>The rows to measure, and the thoroughness.</summary>
internal sealed record ReportOptions(IReadOnlyList<string> Rows, bool Quick)
{
    public static IReadOnlyList<string> AllRows { get; } = ["keeper", "memory", "threads", "start-stop", "handshake", "lists", "stubborn", "killed", "scan", "marks", "calls", "sessions", "first-result", "idle"];

    /// <summary>The number of repetitions of a measurement that takes seconds.</summary>
    public int Rounds => Quick ? 1 : 7;

    /// <summary>The number of uncounted repetitions before it.</summary>
    public int WarmUp(int rounds) => Quick ? 0 : rounds;

    /// <summary>
    /// The number of servers at once; in quick mode a tenth, which is enough to see that a row works.
    /// </summary>
    public int Servers(int servers) => Quick ? servers / 10 : servers;

    /// <returns>Null if an argument is unknown.</returns>
    public static ReportOptions? TryParse(IReadOnlyList<string> args)
    {
        var rows = args.Where(arg => arg != "--quick").ToList();
        return rows.Except(AllRows).Any() ? null : new ReportOptions(rows.Count > 0 ? rows : AllRows, args.Contains("--quick"));
    }
}
