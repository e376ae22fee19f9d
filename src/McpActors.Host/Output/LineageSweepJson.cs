using System.Text.Json;
using McpActors.Processes.Sweeping;

namespace McpActors.Host.Output;

/// <summary>
/// The output of <c>sweep --json</c>. Scripts rely on it: within a major version members are added, never renamed or
/// removed.
/// </summary>
internal static class LineageSweepJson
{
    public static string Of(LineageReport report, string directory, bool dryRun) => JsonSerializer.Serialize(
        new Shape(
            1, directory, dryRun, Count(report, LineageOutcome.Ended), Count(report, LineageOutcome.Survived), Count(report, LineageOutcome.WouldEnd),
            Count(report, LineageOutcome.LeftAlone), [.. report.Findings.Select(Process)], ScanShape.Of(report.Scan), report.RegistryFault),
        LineageJson.Default.Sweep);

    private static int Count(LineageReport report, LineageOutcome outcome) => report.Findings.Count(finding => finding.Outcome == outcome);

    private static FindingShape Process(LineageFinding finding) => new(
        finding.Mark.Host.ToString(), finding.Server, finding.Mark.Lease, finding.Process.Pid, finding.Name, LineageJson.Word(finding.Standing),
        LineageJson.Word(finding.Proof), LineageJson.Word(finding.Outcome), finding.Rung is { } rung ? LineageJson.Word(rung) : null, finding.Why);

    internal sealed record Shape(
        int Version, string RuntimeDirectory, bool DryRun, int Ended, int Survived, int WouldEnd, int LeftAlone,
        IReadOnlyList<FindingShape> Processes, ScanShape Scan, string? Fault);

    internal sealed record FindingShape(
        string Host, string? Server, uint Lease, int Pid, string Name, string Standing, string Proof, string Outcome, string? Rung, string? Why);
}
