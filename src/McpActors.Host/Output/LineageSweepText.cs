using System.Globalization;
using McpActors.Processes.Sweeping;

namespace McpActors.Host.Output;

/// <summary>What <c>sweep</c> prints for people: each process, and what it comes to.</summary>
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
        if (!report.Scan.Complete) lines.Add("There may be more than it could see; no dead host is forgotten.");
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
        if (parts.Count == 0) parts.Add("Dead hosts have left nothing");
        if (alone > 0) parts.Add($"{Text.Of(alone)} of unknown hosts {(dryRun ? "would be " : "")}left alone");
        return string.Join(", ", parts);
    }

    // What was done is told of each. Of what was left as it was, alike in all that a row says, a few rows stand for all.
    private static object Kind(LineageFinding finding) => finding.Outcome is LineageOutcome.LeftAlone or LineageOutcome.Survived
        ? (finding.Outcome, finding.Mark.Host, finding.Proof, finding.Why)
        : finding.Process;

    private static IEnumerable<string[]> Rows(IGrouping<object, LineageFinding> alike)
    {
        var (some, others) = (alike.Take(MostAlike), alike.Count() - MostAlike);
        var rows = some.Select(Row);
        return others > 0 ? rows.Append(["", "", "", $"+{Text.Of(others)}", "", "", "", $"{Text.Count(others, "process", "processes")} more, the same (--json names all)"]) : rows;
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
