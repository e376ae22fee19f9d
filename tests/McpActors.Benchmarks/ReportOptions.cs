namespace McpActors.Benchmarks;

/// <summary>What to measure, and how thoroughly.</summary>
internal sealed record ReportOptions(IReadOnlyList<string> Rows, bool Quick)
{
    public static IReadOnlyList<string> AllRows { get; } = ["keeper", "memory", "threads", "start-stop", "stubborn", "killed", "scan", "marks", "calls", "sessions", "first-result", "idle"];

    /// <summary>How often a measurement that takes seconds is repeated.</summary>
    public int Rounds => Quick ? 1 : 7;

    /// <summary>How often it is made before, without being counted.</summary>
    public int WarmUp(int rounds) => Quick ? 0 : rounds;

    /// <summary>How many servers run at once: a tenth of them shows as well that a row works.</summary>
    public int Servers(int servers) => Quick ? servers / 10 : servers;

    /// <returns>Null where there is something that nobody knows.</returns>
    public static ReportOptions? TryParse(IReadOnlyList<string> args)
    {
        var rows = args.Where(arg => arg != "--quick").ToList();
        return rows.Except(AllRows).Any() ? null : new ReportOptions(rows.Count > 0 ? rows : AllRows, args.Contains("--quick"));
    }
}
