using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>Where a server stands.</summary>
public enum ServerState
{
    /// <summary>No process, and none is wanted.</summary>
    Stopped,

    /// <summary>A process is being started, or has not answered the handshake yet.</summary>
    Starting,

    /// <summary>It takes calls.</summary>
    Ready,

    /// <summary>Its process is being ended.</summary>
    Stopping,

    /// <summary>Its process ended unexpectedly; the next one is started after a pause.</summary>
    BackingOff,

    /// <summary>
    /// It ended too often, or could not be executed. What is asked of it is refused; it is tried every <c>restart.probe-interval</c>, and
    /// freed by <see cref="StartServer"/> and <see cref="RestartServer"/>.
    /// </summary>
    Parked,
}

/// <summary>A server at one moment.</summary>
public sealed record ServerStatus
{
    /// <summary>Its configured name.</summary>
    public required string Server { get; init; }

    /// <summary>Where it stands.</summary>
    public required ServerState State { get; init; }

    /// <summary>Why, where there is something to say: how the last process ended, why it is parked.</summary>
    public string? Reason { get; init; }

    /// <summary>The lease of its process, or null. Where there are several processes, one of them; see <see cref="Processes"/>.</summary>
    public long? Lease { get; init; }

    /// <summary>The pid of that process (the keeper's, where there is one), or null.</summary>
    public int? Pid { get; init; }

    /// <summary>What holds its process, or null where there is none.</summary>
    public Containment? Containment { get; init; }

    /// <summary>What the server calls itself, and its version, once it is ready.</summary>
    public string? Implementation { get; init; }

    /// <summary>The protocol version that was negotiated, once it is ready.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>How often it was restarted of late, over all of its processes: within <c>restart.within</c>, and since it was last stable.</summary>
    public int Restarts { get; init; }

    /// <summary>Whether its work is to be respected: calls, sessions or open work that it has.</summary>
    public bool Busy => Processes.Any(process => process.Calls > 0 || process.Sessions > 0 || process.Work > 0);

    /// <summary>The processes that serve, or are on their way to it; none of those that are being replaced.</summary>
    public IReadOnlyList<ProcessStatus> Processes { get; init; } = [];
}

/// <summary>One process of a server at one moment.</summary>
public sealed record ProcessStatus
{
    /// <summary>Where it stands.</summary>
    public required ServerState State { get; init; }

    /// <summary>Why, where there is something to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Its lease, once it has one.</summary>
    public long? Lease { get; init; }

    /// <summary>Its pid (the keeper's, where there is one), once it has one.</summary>
    public int? Pid { get; init; }

    /// <summary>How many calls and other requests are under way in it.</summary>
    public int Calls { get; init; }

    /// <summary>How many sessions have their place in it.</summary>
    public int Sessions { get; init; }

    /// <summary>The number of pieces of work that were begun in the process: see <see cref="BeginWork"/>. The default value is 0.</summary>
    public int Work { get; init; }

    /// <summary>Why requests to it are refused for a while, its breaker being open; null where they are not.</summary>
    public string? BreakerOpen { get; init; }

    /// <summary>
    /// Why reading from it is paused, or was within the last second, because it says more than <c>max-notifications</c> or asks more than
    /// <c>max-server-requests</c>; null where it was not.
    /// </summary>
    public string? ReadingPaused { get; init; }
}
