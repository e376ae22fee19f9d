using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>The reasons why a server refuses requests, and the remedies.</summary>
internal static class ServerRefusals
{
    public const string StoppedOnRequest = "it was stopped on request; StartServer starts it.";

    public const string ShuttingDown = "the host is shutting down and starts no more processes.";

    public const string Removed = "it was removed from the configuration and takes no requests.";

    public static string Parked(RestartSettings restart, string? reason) =>
        $"it is parked. StartServer tries again{EveryInterval(restart)}. Last failure: {reason}";

    /// <summary>The ways in which a parked server starts again.</summary>
    public static string Tries(RestartSettings restart) => $"StartServer tries again{EveryInterval(restart)}.";

    private static string EveryInterval(RestartSettings restart) =>
        restart.ProbeInterval > TimeSpan.Zero ? $"; a probe runs every {Durations.Format(restart.ProbeInterval)}" : "";
}
