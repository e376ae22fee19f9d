using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>What the statuses of its replicas are together.</summary>
internal static class ServerStatuses
{
    // The best that there is: a server of which one process serves, serves.
    private static readonly ServerState[] Best =
        [ServerState.Ready, ServerState.Starting, ServerState.BackingOff, ServerState.Stopping, ServerState.Parked, ServerState.Stopped];

    public static ServerStatus Of(string server, ServerSettings settings, IReadOnlyList<ReplicaStatus> replicas, string? parked, int restarts)
    {
        var best = replicas.OrderBy(replica => Array.IndexOf(Best, replica.Status.State)).FirstOrDefault()?.Status ?? Without(server, settings);
        if (parked is not null && best.State is not (ServerState.Ready or ServerState.Starting))
            best = new ServerStatus { Server = server, State = ServerState.Parked, Reason = parked };
        return best with { Restarts = restarts, Processes = [.. replicas.Where(HasProcess).Select(replica => replica.Process)] };
    }

    /// <summary>The same with how busy each process is at this moment.</summary>
    public static ServerStatus AsOfNow(this ServerStatus status) => status with
    {
        Processes = [.. status.Processes.Select(process => process with
        {
            Calls = process.Requests?.Count ?? 0, BreakerOpen = process.Requests?.BreakerOpen, ReadingPaused = process.Requests?.ReadingPaused,
        })],
    };

    private static bool HasProcess(ReplicaStatus replica) => replica.Status.State is ServerState.Starting or ServerState.Ready or ServerState.Stopping;

    private static ServerStatus Without(string server, ServerSettings settings) => new()
    {
        Server = server,
        State = ServerState.Stopped,
        Reason = settings.Isolation == Isolation.Session ? "each session gets a process of its own" : null,
    };
}
