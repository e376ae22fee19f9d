using McpActors.Processes.Sweeping;
using McpActors.Reaping;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>
/// Prints a sweep: one line if it found nothing, otherwise one for each process. Processes left alone are only counted,
/// because a sweep may run every few seconds and <c>ps</c> lists them.
/// </summary>
internal sealed class SweepLines(ILogger log)
{
    private const string Reaper = "reaper";

    // The most survivors with the same reason that one line names.
    private const int MostNamed = 3;

    public void Print(SweepCompleted e)
    {
        var report = e.Report;
        foreach (var process in report.Processes.Where(process => process.Outcome != SweepOutcome.Survived)) PrintEnd(process);
        // Anybody can put a mark on any number of processes, so survivors with the same reason share one line.
        foreach (var alike in report.Survivors.GroupBy(process => process.Why ?? "its end could not be proven"))
            PrintSurvivors(alike.Key, [.. alike]);
        var scope = report.Scope == SweepScope.Everything ? "everything" : "orphans";
        if (report.Fault is not null)
            log.Warning(Line.Begin + "it could not see all processes: {Fault:l}", Reaper, "warning", report.Fault);
        else if (report is { Scan.Complete: false, Processes.Count: > 0 })
            log.Warning(Line.Begin + "it may have missed processes: {Scan:l}", Reaper, "warning", report.Scan.Describe());
        log.Information(Line.Begin + "{Scope:l}: {Found:l}, {InUse} in use ({Reasons:l})",
            Reaper, "sweep", scope, Found(report), report.InUse, string.Join("; ", report.Reasons.Distinct()));
    }

    private static string Found(SweepReport report)
    {
        var ended = report.Processes.Count(process => process.Outcome != SweepOutcome.Survived);
        var found = report.Processes.Count == 0
            ? "nothing was left"
            : $"{Text.Of(ended)} of {Text.Count(report.Processes.Count, "process", "processes")} ended";
        return report.LeftAlone.Count == 0 ? found : $"{found}, {Text.Of(report.LeftAlone.Count)} of unknown hosts left alone (mcpactors ps)";
    }

    private void PrintEnd(SweptProcess process) => log.Information(Line.Begin + "{Who:l}: {End:l}", Reaper, "swept", Who(process), End(process));

    private void PrintSurvivors(string why, IReadOnlyList<SweptProcess> survivors)
    {
        var others = survivors.Count - MostNamed;
        var who = string.Join("; ", survivors.Take(MostNamed).Select(Who)) + (others > 0 ? $"; and {Text.Of(others)} more" : "");
        log.Error(Line.Begin + "{Who:l}: {Why:l}; every later sweep tries again", Reaper, "SURVIVED", who, why);
    }

    private static string Who(SweptProcess process)
    {
        var name = process.Name is null ? "" : $" {Printable.FirstLine(process.Name, 20)}";
        var pid = process.Pid is { } known ? Text.Of(known) : "unknown";
        var host = process.Standing == Standing.DeadHosts ? $" of dead host {process.Host}" : "";
        return $"{process.Server ?? "unknown server"} pid {pid}{name} (lease {process.Lease}{host}, known by {process.Proof.ToString().ToLowerInvariant()})";
    }

    private static string End(SweptProcess process) => process switch
    {
        { Exit: { } exit, Outcome: SweepOutcome.Ended } => (exit with { Swept = true }).Describe(),
        { Exit: { } exit } => exit.Describe(),
        { Rung: { } rung } => $"ended (rung {Text.Of(rung)})",
        _ => "ended",
    };
}
