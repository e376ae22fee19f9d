using McpActors.Processes;
using Serilog;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Prints at exit how every process ended, and whether any may be left.</summary>
internal static class Ending
{
    private static readonly string[] Header = ["server", " pid", "end", "rung", " ended with it", " after", "extinct"];

    public static void Print(ILogger log, ProcessTally tally)
    {
        if (tally.Processes.Count > 0)
        {
            var earlier = tally.Earlier == 0 ? "" : $" (the last {Text.Of(tally.Processes.Count)}; {Text.Of(tally.Earlier)} earlier ones are not listed)";
            log.Information(Line.Begin + "how the processes ended{Earlier:l}\n{Table:l}", Line.Program, "ended", earlier, Table(tally.Processes));
        }
        log.Write(tally.Survived > 0 ? LogEventLevel.Error : LogEventLevel.Information,
            Line.Begin + "{Sentence:l}", Line.Program, tally.Survived > 0 ? "SURVIVED" : "done", Sentence(tally));
    }

    /// <summary>The summary, in one sentence.</summary>
    public static string Sentence(ProcessTally tally) => tally switch
    {
        { Total: 0 } => "no process was started",
        { Survived: > 0 } => $"the end of {Text.Of(tally.Survived)} of {Text.Count(tally.Total, "process", "processes")} could not be confirmed: "
            + string.Join(", ", tally.Processes.Where(process => process.Survived).Select(process => $"{process.Server} pid {Text.Of(process.Pid)}")),
        { Total: 1, Extinct: 1 } => "the one process is extinct",
        _ when tally.Extinct == tally.Total => $"all {Text.Of(tally.Total)} processes are extinct",
        _ => $"{Text.Count(tally.Total, "process has", "processes have")} ended, {Text.Of(tally.Extinct)} of them proven extinct; "
            + "the others had no keeper when they ended, so a process that left its lineage would go unnoticed",
    };

    private static string Table(IReadOnlyList<BookedProcess> processes) => Columns.Layout(Header, [.. processes.Select(Row)]);

    private static string[] Row(BookedProcess process) => process.Exit is { } exit
        ? [
            process.Server, Text.Of(process.Pid), End(exit),
            Text.Of(exit.Rung), Text.Of(exit.Descendants), Text.Of(exit.Elapsed), Proof(exit),
        ]
        : [process.Server, Text.Of(process.Pid), "unknown", "", "", "", "not proven"];

    private static string Proof(ExitReport exit) => exit switch
    {
        { Confirmed: true } => "proven",
        { Swept: true } => "swept",
        _ => "not proven",
    };

    private static string End(ExitReport exit) => exit switch
    {
        { StartError: not null } => "never ran",
        { Signal: { } signal } => signal,
        { ExitCode: { } code } => $"exit {Text.Of(code)}",
        _ => "unknown",
    };
}
