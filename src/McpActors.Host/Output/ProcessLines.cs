using McpActors.Processes;
using McpActors.Reaping;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>A server that <c>run</c> was to start is not there.</summary>
internal sealed record StartFailed(string Server, string Reason);

/// <summary>Prints what happens to processes.</summary>
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
        log.Warning(Line.Begin + "pid {Pid:l} has lost its owner ({Reason:l}); the reaper has it now",
            e.Server, "orphaned", e.Pid is { } pid ? Text.Of(pid) : "unknown", e.Reason);

    public void Print(ServerMute e) =>
        log.Warning(Line.Begin + "it is alive and has said nothing for {Silence:l}, although {Request:l} asked it to; it is restarted",
            e.Server, "mute", Text.Of(e.For), e.Request);

    public void Print(BreakerOpened e) =>
        log.Warning(Line.Begin + "for {For:l} it gets no requests: {Reason:l}",
            e.Server, "breaker", Text.Of(e.For), Printable.FirstLine(e.Reason, LongestReason));

    public void Print(BreakerClosed e) => log.Information(Line.Begin + "it takes requests again", e.Server, "breaker");

    public void Print(OrphanReaped e)
    {
        // How its keeper ended, and what stderr said last, was printed when that came to light; the sweep names what it found.
        if (e.Exit.Swept)
            log.Information(Line.Begin + "pid {Pid}: what its keeper left is ended, swept by its lineage", e.Server, "reaped", e.Exit.Pid);
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
        var tail = exit.StderrTail is { Count: > 0 } lines ? "\nits stderr ended with:\n  " + string.Join("\n  ", lines.TakeLast(ShownTail)) : "";
        log.Warning(Line.Begin + "pid {Pid}: {Exit:l}, after {Elapsed:l}{Reason:l}{StderrTail:l}",
            server, what, exit.Pid, exit.Describe(), Text.Of(exit.Elapsed), reason, tail);
    }

    // Of every stop, whoever has asked for it: why, another line says where there is something to say.
    private const string PlainStop = "a stop was requested";

    // The report holds up to 100 lines; a screen does not.
    private const int ShownTail = 10;

    // The reason's further lines are the tail of stderr, which the exit prints.
    private const int LongestReason = 400;
}
