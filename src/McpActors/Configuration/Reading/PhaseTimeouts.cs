using System.Globalization;
using Akka.Configuration;
using McpActors.Common;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>The timeouts of coordinated shutdown's phases, as Akka.NET reads them.</summary>
internal static class PhaseTimeouts
{
    private const string Root = "akka.coordinated-shutdown";

    /// <summary>The timeout of each phase in which servers are stopped or swept.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Read(Config system, MistakeList mistakes)
    {
        var shutdown = AkkaNodes.Find(system, "akka", "coordinated-shutdown") as ObjectNode;
        // A file that has not been merged with Akka.NET's defaults lacks their values.
        if (shutdown is null || !shutdown.Members.ContainsKey("default-phase-timeout"))
        {
            var akka = (ObjectNode)AkkaNodes.Find(ConfigurationFactory.Default(), "akka", "coordinated-shutdown")!;
            shutdown = shutdown is null ? akka : shutdown.Over(akka);
        }
        var fallback = Timeout(shutdown.Members["default-phase-timeout"], $"{Root}.default-phase-timeout", mistakes) ?? Durations.Longest;
        var phases = shutdown.Members.GetValueOrDefault("phases") as ObjectNode;
        return ShutdownBudgets.Phases.ToDictionary(p => p, p =>
            phases?.Members.GetValueOrDefault(p) is ObjectNode phase && phase.Members.TryGetValue("timeout", out var timeout)
                ? Timeout(timeout, $"{Root}.phases.{p}.timeout", mistakes) ?? fallback
                : fallback);
    }

    // More lenient than for our own keys: Akka.NET reads a bare number as milliseconds.
    private static TimeSpan? Timeout(Node node, string path, MistakeList mistakes)
    {
        if (node is ScalarNode { Text: var text })
        {
            if (Durations.Parse(text) is { } duration) return duration;
            if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
                return TimeSpan.FromMilliseconds(milliseconds);
        }
        mistakes.Add(path, node, "is not a duration", "a duration with a unit, such as 10s");
        return null;
    }
}
