using McpActors.Common;
using McpActors.Configuration.Reading;

namespace McpActors.Configuration;

/// <summary>
/// Checks that a server's ladder ends within the phases of coordinated shutdown that wait for it. A phase that times
/// out abandons its tasks; processes that they were about to kill would depend on the keeper alone.
/// </summary>
internal static class ShutdownBudgets
{
    /// <summary>The time beyond the graces for starting the ladder, the KILL rung and the report.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>The phases in which servers are stopped and swept.</summary>
    public static readonly IReadOnlyList<string> Phases = ["service-stop", "before-cluster-shutdown"];

    /// <summary>Adds a mistake for each server whose graces and <see cref="Margin"/> exceed a phase.</summary>
    public static void Check(IEnumerable<ServerSettings> servers, IReadOnlyDictionary<string, TimeSpan> phases, MistakeList mistakes)
    {
        foreach (var server in servers)
        {
            if (MistakeIn(server, phases) is var (problem, allowed))
                mistakes.AddHidden($"{Section.Join("mcp-actors.servers", server.Name)}.shutdown", null, problem, allowed);
        }
    }

    /// <summary>The problem of a server's graces, and the allowed values; null if there is none.</summary>
    public static (string Problem, string Allowed)? MistakeIn(ServerSettings server, IReadOnlyDictionary<string, TimeSpan> phases)
    {
        var needed = server.EofGrace + server.TermGrace + Margin;
        var tooShort = phases.Where(p => p.Value < needed).ToList();
        if (tooShort.Count == 0) return null;
        var names = tooShort.Select(p => $"{p.Key} ({Durations.Format(p.Value)})");
        var remedies = tooShort.Select(p => $"akka.coordinated-shutdown.phases.{p.Key}.timeout = {Durations.Format(needed)}");
        return (
            $"eof-grace {Durations.Format(server.EofGrace)} + term-grace {Durations.Format(server.TermGrace)}"
            + $" + {Durations.Format(Margin)} to spare = {Durations.Format(needed)}"
            + $", longer than the shutdown phase {string.Join(" and ", names)}",
            $"shorter eof-grace and term-grace, or {string.Join(" and ", remedies)}");
    }
}
