namespace McpActors.Benchmarks;

/// <summary>What to measure, and how thoroughly.</summary>
internal sealed record ReportOptions(IReadOnlyList<string> Rows, bool Quick)
{
    public static IReadOnlyList<string> AllRows { get; } = ["keeper", "memory", "threads", "start-stop", "stubborn", "killed", "scan", "calls", "sessions", "first-result", "idle"];

    /// <summary>How often a measurement that takes seconds is repeated.</summary>
    public int Rounds => Quick ? 1 : 7;

    /// <returns>Null where there is something that nobody knows.</returns>
    public static ReportOptions? TryParse(IReadOnlyList<string> args)
    {
        var rows = args.Where(arg => arg != "--quick").ToList();
        return rows.Except(AllRows).Any() ? null : new ReportOptions(rows.Count > 0 ? rows : AllRows, args.Contains("--quick"));
    }
}
