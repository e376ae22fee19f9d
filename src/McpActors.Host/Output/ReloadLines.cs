using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>Prints a reload: one line for each changed server, and a summary.</summary>
internal static class ReloadLines
{
    public static void Print(ILogger log, ServersApplied applied)
    {
        foreach (var change in applied.Changes)
        {
            switch (change.Kind)
            {
                case ServerChangeKind.Added:
                    log.Information(Line.Begin + "new in the configuration", change.Server, "added");
                    break;
                case ServerChangeKind.Replaced:
                    log.Information(Line.Begin + "{Why:l} changed; {Then:l}", change.Server, "replaced", change.Why,
                        change.Exit is null ? "takes effect with the next process" : "the new process has taken over, and the old one is extinct");
                    break;
                case ServerChangeKind.Removed:
                    log.Information(Line.Begin + "no longer configured{Then:l}", change.Server, "removed",
                        change.Exit is null ? "" : ", and its process is extinct");
                    break;
                case ServerChangeKind.Failed:
                    log.Error(Line.Begin + "the old process stays in service: {Why:l}", change.Server, "failed", change.Why);
                    break;
            }
        }
        var kinds = applied.Changes.CountBy(change => change.Kind).ToDictionary();
        log.Information(Line.Begin + "{Added} added, {Replaced} replaced, {Removed} removed, {Unchanged} unchanged, {Failed} failed",
            Line.Program, "reloaded", Count(ServerChangeKind.Added), Count(ServerChangeKind.Replaced), Count(ServerChangeKind.Removed),
            Count(ServerChangeKind.Unchanged), Count(ServerChangeKind.Failed));

        int Count(ServerChangeKind kind) => kinds.GetValueOrDefault(kind);
    }
}
