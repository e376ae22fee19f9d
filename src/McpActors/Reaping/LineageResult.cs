using System.Diagnostics;
using McpActors.Processes.Sweeping;

namespace McpActors.Reaping;

/// <summary>The result of a sweep by lineage, or the reason why there was none.</summary>
internal sealed record LineageResult(LineageReport? Report, string? Fault, TimeSpan Elapsed)
{
    private readonly ILookup<bool, SweptProcess> _found =
        (Report?.Findings ?? []).Select(ToSwept).ToLookup(process => process.Outcome == SweepOutcome.LeftAlone);

    /// <summary>The processes that it ended or tried to end, in the form of the reaper's report.</summary>
    public IEnumerable<SweptProcess> Processes => _found[false];

    /// <summary>Adds this result to the report of the whole sweep.</summary>
    public SweepReport AddTo(SweepReport report) => report with
    {
        Processes = [.. report.Processes, .. Processes],
        LeftAlone = [.. _found[true]],
        Scan = Report?.Scan,
        Fault = Fault,
    };

    /// <summary>Sweeps. Never faulted: a failure to scan is part of the result.</summary>
    public static async Task<LineageResult> OfAsync(LineageSweeper? sweeper)
    {
        var since = Stopwatch.GetTimestamp();
        if (sweeper is null) return new LineageResult(null, null, TimeSpan.Zero);
        try
        {
            var report = await sweeper.SweepAsync();
            return new LineageResult(report, report.RegistryFault, Stopwatch.GetElapsedTime(since));
        }
        catch (IOException e)
        {
            return new LineageResult(null, e.Message, Stopwatch.GetElapsedTime(since));
        }
    }

    private static SweptProcess ToSwept(LineageFinding finding) => new(
        finding.Server, finding.Mark.Lease, finding.Process.Pid, finding.Standing, Proof(finding.Proof), Outcome(finding.Outcome), null)
    {
        Name = finding.Name,
        Host = finding.Mark.Host,
        Rung = finding.Rung,
        Why = finding.Why,
    };

    private static SweepProof Proof(LineageProof proof) => proof switch
    {
        LineageProof.Mark => SweepProof.Mark,
        LineageProof.Environment => SweepProof.Environment,
        LineageProof.Pipe => SweepProof.Pipe,
        _ => SweepProof.Descent,
    };

    private static SweepOutcome Outcome(LineageOutcome outcome) => outcome switch
    {
        LineageOutcome.Ended => SweepOutcome.Ended,
        LineageOutcome.Survived => SweepOutcome.Survived,
        _ => SweepOutcome.LeftAlone,
    };
}
