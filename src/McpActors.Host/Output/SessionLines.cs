using McpActors.Sessions;
using Serilog;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Prints unexpected events of sessions. A close that was asked for is not printed.</summary>
internal sealed class SessionLines(ILogger log)
{
    // The id is the caller's choice, and a reason may end with the tail of stderr.
    private const int LongestId = 60, LongestReason = 400;

    public void Print(SessionRestarted e) =>
        log.Information(Line.Begin + "{Id:l} has a new process, and the old state is lost: {Reason:l}",
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
