using McpActors.Configuration;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>Prints the servers of imported files that have another name here, one line each.</summary>
internal static class RenamedLines
{
    public static void Print(ILogger log, IEnumerable<RenamedServer> renamed)
    {
        foreach (var server in renamed)
            log.Information(Line.Begin + "{Where:l}: is '{Original:l}' there", server.Name, "renamed", server.Where, Printable.FirstLine(server.Original));
    }
}
