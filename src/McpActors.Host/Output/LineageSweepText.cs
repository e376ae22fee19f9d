using System.Globalization;
using McpActors.Processes.Sweeping;

namespace McpActors.Host.Output;

/// <summary>The output of <c>sweep</c> for people: each process, and a summary.</summary>
internal static class LineageSweepText
{
    private const int MostAlike = 3;

    private static readonly string[] Header = ["host", "server", " lease", " pid", "name", "known by", "rung", "outcome"];

    public static string Of(LineageReport report, bool dryRun)
    {
        var lines = new List<string>();
        var ordered = report.Findings.OrderBy(finding => (finding.Outcome, finding.Mark.Host.Value, finding.Mark.Lease, finding.Process.Pid));
        if (report.Findings.Count > 0) lines.Add(Columns.Layout(Header, [.. ordered.GroupBy(Kind).SelectMany(Rows)]));
        lines.Add($"{Summary(report, dryRun)} ({report.Scan.Describe()}).");
        if (!report.Scan.Complete) lines.Add("There may be more processes that the sweep could not see; dead hosts stay registered.");
        return string.Join('\n', lines);
    }

    private static string Summary(LineageReport report, bool dryRun)
    {
        var by = report.Findings.ToLookup(finding => finding.Outcome);
        var (ended, survived, would, alone) = (
            by[LineageOutcome.Ended].Count(), by[LineageOutcome.Survived].Count(), by[LineageOutcome.WouldEnd].Count(), by[LineageOutcome.LeftAlone].Count());
        var parts = new List<string>();
        if (would > 0) parts.Add($"{Text.Count(would, "process", "processes")} of dead hosts would be ended");
        if (ended > 0) parts.Add($"{Text.Count(ended, "process", "processes")} of dead hosts ended");
        if (survived > 0) parts.Add($"{Text.Of(survived)} SURVIVED; the next sweep tries again");
        if (parts.Count == 0) parts.Add("Dead hosts left no process");
        if (alone > 0) parts.Add($"{Text.Of(alone)} of unknown hosts {(dryRun ? "would be " : "")}left alone");
        return string.Join(", ", parts);
    }

    // Processes that were ended are listed one by one; a few rows stand for all survivors and untouched processes that
    // are alike in every column.
    private static object Kind(LineageFinding finding) => finding.Outcome is LineageOutcome.LeftAlone or LineageOutcome.Survived
        ? (finding.Outcome, finding.Mark.Host, finding.Proof, finding.Why)
        : finding.Process;

    private static IEnumerable<string[]> Rows(IGrouping<object, LineageFinding> alike)
    {
        var (some, others) = (alike.Take(MostAlike), alike.Count() - MostAlike);
        var rows = some.Select(Row);
        return others > 0
            ? rows.Append(["", "", "", $"+{Text.Of(others)}", "", "", "", $"{Text.Count(others, "process", "processes")} more, the same (--json lists all)"])
            : rows;
    }

    private static string[] Row(LineageFinding finding) =>
    [
        finding.Mark.Host.ToString(), CensusText.Name(finding.Server), finding.Mark.Lease.ToString(CultureInfo.InvariantCulture),
        Text.Of(finding.Process.Pid), CensusText.Name(finding.Name), finding.Proof.ToString().ToLowerInvariant(),
        finding.Rung is { } rung ? Text.Of(rung) : "-", Outcome(finding),
    ];

    private static string Outcome(LineageFinding finding)
    {
        var outcome = finding.Outcome switch
        {
            LineageOutcome.Ended => "ended",
            LineageOutcome.Survived => "SURVIVED",
            LineageOutcome.WouldEnd => "would be ended",
            _ => "left alone",
        };
        return finding.Why is null ? outcome : $"{outcome}: {Printable.Text(finding.Why)}";
    }
}
