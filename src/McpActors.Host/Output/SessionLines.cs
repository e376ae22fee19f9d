using McpActors.Sessions;
using Serilog;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Prints what happens to sessions against the will of who holds them, or without it. One that is closed as asked for is no news.</summary>
internal sealed class SessionLines(ILogger log)
{
    // An id is the caller's own, and a reason may go on with the tail of stderr.
    private const int LongestId = 60, LongestReason = 400;

    public void Print(SessionRestarted e) =>
        log.Information(Line.Begin + "{Id:l} goes on with a new process, which remembers nothing: {Reason:l}",
            e.Server, "session", Printable.FirstLine(e.Id, LongestId), Printable.FirstLine(e.Reason, LongestReason));

    public void Print(SessionEnded e)
    {
        if (e.Reason == SessionEnd.Closed) return;
        var level = e.Reason is SessionEnd.ClaimLost or SessionEnd.Failed ? LogEventLevel.Warning : LogEventLevel.Information;
        log.Write(level, Line.Begin + "{Id:l} ended: {Detail:l}",
            e.Server, "session", Printable.FirstLine(e.Id, LongestId), Printable.FirstLine(InSentence(e.Detail), LongestReason));
    }

    private static string InSentence(string detail) => detail.Length == 0 ? detail : char.ToLowerInvariant(detail[0]) + detail[1..];
}
