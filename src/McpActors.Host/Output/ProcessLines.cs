using McpActors.Processes;
using McpActors.Processes.Display;
using McpActors.Reaping;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>A server that <c>run</c> should start could not be started.</summary>
internal sealed record StartFailed(string Server, string Reason);

/// <summary>Prints the events of processes.</summary>
internal sealed class ProcessLines(ILogger log)
{
    public void Print(ProcessStarted e) =>
        log.Information(Line.Begin + "pid {Pid} ({Containment:l}): {CommandLine:l}",
            e.Server, "started", e.Pid, Text.Of(e.Containment), e.CommandLine);

    public void Print(ProcessReady e) =>
        log.Information(Line.Begin + "{Implementation:l}, protocol {ProtocolVersion:l}, in {Milliseconds} ms",
            e.Server, "ready", e.Implementation, e.ProtocolVersion, Text.Milliseconds(e.Elapsed));

    public void Print(StartFailed e) =>
        log.Error(Line.Begin + "{Reason:l}", e.Server, "failed", Printable.FirstLine(e.Reason, LongestReason));

    public void Print(ProcessOrphaned e) =>
        log.Warning(Line.Begin + "pid {Pid:l} lost its owner ({Reason:l}); the reaper has taken it over",
            e.Server, "orphaned", e.Pid is { } pid ? Text.Of(pid) : "unknown", e.Reason);

    public void Print(ServerUnresponsive e) =>
        log.Warning(Line.Begin + "unresponsive: no output for {Silence:l}, and no answer to {Request:l}; restarting it",
            e.Server, "mute", Text.Of(e.For), e.Request);

    public void Print(BreakerOpened e) =>
        log.Warning(Line.Begin + "circuit{Tool:l} open for {For:l}: {Reason:l}",
            e.Server, "breaker", OfTool(e.Tool), Text.Of(e.For), Printable.FirstLine(e.Reason, LongestReason));

    public void Print(BreakerClosed e) => log.Information(Line.Begin + "circuit{Tool:l} closed: requests are accepted again", e.Server, "breaker", OfTool(e.Tool));

    public void Print(OrphanReaped e)
    {
        // The keeper's end and the last stderr lines were printed when the keeper was lost; the sweep lists the
        // processes it found.
        if (e.Exit.Swept)
            log.Information(Line.Begin + "pid {Pid}: the processes that its keeper left were swept by their lineage", e.Server, "reaped", e.Exit.Pid);
        else
            PrintEnd(e.Server, "reaped", e.Exit, expected: true);
    }

    public void Print(ProcessExited e) => PrintEnd(e.Server, e.Requested ? "ended" : "exited", e.Exit, e.Requested);

    private void PrintEnd(string server, string what, ExitReport exit, bool expected)
    {
        if (expected && exit.Confirmed)
        {
            var because = exit.Reason is null or PlainStop ? "" : $": {exit.Reason}";
            log.Information(Line.Begin + "pid {Pid}: {Exit:l}, after {Elapsed:l}{Reason:l}",
                server, what, exit.Pid, exit.Describe(), Text.Of(exit.Elapsed), because);
            return;
        }
        var reason = exit.Reason is { } why ? $"\nreason: {why}" : "";
        var tail = exit.StderrTail is { Count: > 0 } lines ? "\nits stderr ended with:\n  " + string.Join("\n  ", Excerpt.Of(lines, ShownTail)) : "";
        if (exit.StdoutTail is { Count: > 0 } printed) tail += "\nits stdout ended with:\n  " + string.Join("\n  ", Excerpt.Of(printed, ShownTail));
        log.Warning(Line.Begin + "pid {Pid}: {Exit:l}, after {Elapsed:l}{Reason:l}{StderrTail:l}",
            server, what, exit.Pid, exit.Describe(), Text.Of(exit.Elapsed), reason, tail);
    }

    private static string OfTool(string? tool) => tool is null ? "" : $" of tool '{Printable.FirstLine(tool)}'";

    // The reason of every requested stop. Where there is more to say, another line says it.
    private const string PlainStop = "a stop was requested";

    // The report keeps up to 100 lines, too many for a screen.
    private const int ShownTail = 10;

    // Further lines of the reason are the stderr tail, which is printed with the exit.
    private const int LongestReason = 400;
}
