using McpActors.Reaping;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>Prints what a sweep found: one line where there was nothing, one for each process otherwise.</summary>
internal sealed class SweepLines(ILogger log)
{
    private const string Reaper = "reaper";

    public void Print(SweepCompleted e)
    {
        var report = e.Report;
        foreach (var process in report.Processes) Print(process);
        var scope = report.Scope == SweepScope.Everything ? "everything" : "orphans";
        var found = report.Processes.Count == 0
            ? "nothing was left"
            : $"{Text.Of(report.Processes.Count - report.Survivors.Count())} of {Text.Count(report.Processes.Count, "process", "processes")} ended";
        log.Information(Line.Begin + "{Scope:l}: {Found:l}, {InUse} in use ({Reasons:l})",
            Reaper, "sweep", scope, found, report.InUse, string.Join("; ", report.Reasons.Distinct()));
    }

    private void Print(SweptProcess process)
    {
        var pid = process.Pid is { } known ? Text.Of(known) : "unknown";
        if (process.Outcome == SweepOutcome.Survived)
            log.Error(Line.Begin + "{Server:l} pid {Pid:l} (lease {Lease}): its end could not be proven; every later sweep looks at it again",
                Reaper, "SURVIVED", process.Server, pid, process.Lease);
        else
            log.Information(Line.Begin + "{Server:l} pid {Pid:l} (lease {Lease}, known by {Proof:l}): {Exit:l}",
                Reaper, "swept", process.Server, pid, process.Lease, process.Proof.ToString().ToLowerInvariant(), process.Exit?.Describe() ?? "gone");
    }
}
