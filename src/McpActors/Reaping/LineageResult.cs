using System.Diagnostics;
using McpActors.Processes.Sweeping;

namespace McpActors.Reaping;

/// <summary>What a sweep by lineage brought, or why there was none.</summary>
internal sealed record LineageResult(LineageReport? Report, string? Fault, TimeSpan Elapsed)
{
    /// <summary>What it found, as a report of the reaper names it.</summary>
    public IEnumerable<SweptProcess> Processes => Report?.Findings.Select(ToSwept) ?? [];

    /// <summary>Sweeps. Never faulted: what keeps it from looking is part of the result.</summary>
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

    private SweptProcess ToSwept(LineageFinding finding) => new(
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
