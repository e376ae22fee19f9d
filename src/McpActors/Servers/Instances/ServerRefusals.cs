using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>Why a server takes nothing, and what to do.</summary>
internal static class ServerRefusals
{
    public const string StoppedOnRequest = "it was stopped on request; StartServer starts it.";

    public const string ShuttingDown = "it is not started any more: the host is shutting down.";

    public static string Parked(RestartSettings restart, string? reason) =>
        $"it is parked. StartServer tries again{AndSoDoesIt(restart)}. It had ended thus: {reason}";

    /// <summary>How a parked server may serve again.</summary>
    public static string Tries(RestartSettings restart) => $"StartServer tries again{AndSoDoesIt(restart)}.";

    private static string AndSoDoesIt(RestartSettings restart) =>
        restart.ProbeInterval > TimeSpan.Zero ? $", and so does it every {Durations.Format(restart.ProbeInterval)}" : "";
}
