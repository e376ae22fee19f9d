using McpActors.Configuration;
using Serilog;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Prints the skipped entries of imported files, one line each.</summary>
internal static class SkippedLines
{
    public static void Print(ILogger log, IEnumerable<SkippedServer> skipped)
    {
        foreach (var server in skipped)
            log.Write(server.Mistakes.Count > 0 ? LogEventLevel.Warning : LogEventLevel.Information, Line.Begin + "{Where:l}: {Reason:l}", server.Name, "skipped", server.Where, server.Reason);
    }
}
