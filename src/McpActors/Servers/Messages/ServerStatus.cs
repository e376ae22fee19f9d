using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The state of a server or of one of its processes.</summary>
public enum ServerState
{
    /// <summary>There is no process, and none is needed.</summary>
    Stopped,

    /// <summary>A process is starting, or has not answered the handshake yet.</summary>
    Starting,

    /// <summary>The server takes calls.</summary>
    Ready,

    /// <summary>The process is being ended.</summary>
    Stopping,

    /// <summary>The process ended unexpectedly; the next one starts after a pause.</summary>
    BackingOff,

    /// <summary>
    /// The process ended too often, or could not be executed. Requests are refused. A start is tried every
    /// <c>restart.probe-interval</c>, and on <see cref="StartServer"/> or <see cref="RestartServer"/>.
    /// </summary>
    Parked,
}

/// <summary>The status of a server at one moment. Immutable and thread-safe.</summary>
public sealed record ServerStatus
{
    /// <summary>The server's configured name.</summary>
    public required string Server { get; init; }

    /// <summary>The server's state: the best state of its processes.</summary>
    public required ServerState State { get; init; }

    /// <summary>
    /// The reason for the state, such as how the last process ended or why the server is parked; null if there is none.
    /// The default value is null.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The lease of the process, or of one of several processes (see <see cref="Processes"/>); null if there is none.
    /// The default value is null.
    /// </summary>
    public long? Lease { get; init; }

    /// <summary>
    /// The pid of that process, or of its keeper if it has one; null if there is none. The default value is null.
    /// </summary>
    public int? Pid { get; init; }

    /// <summary>
    /// The means that contain that process and its descendants; null if there is no process. The default value is null.
    /// </summary>
    public Containment? Containment { get; init; }

    /// <summary>
    /// The server's own name and version; null before the server is ready. The default value is null.
    /// </summary>
    public string? Implementation { get; init; }

    /// <summary>The negotiated protocol version; null before the server is ready. The default value is null.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>
    /// The number of restarts of all processes within <c>restart.within</c>, without those of processes that have been
    /// stable since. The default value is 0.
    /// </summary>
    public int Restarts { get; init; }

    /// <summary>Whether its work is to be respected: calls, sessions or open work that it has.</summary>
    public bool Busy => Processes.Any(process => process.Calls > 0 || process.Sessions > 0 || process.Work > 0);

    /// <summary>
    /// The processes that are starting, ready or stopping, without processes that are being replaced. The default value
    /// is empty.
    /// </summary>
    public IReadOnlyList<ProcessStatus> Processes { get; init; } = [];
}

/// <summary>The status of one process of a server at one moment. Immutable and thread-safe.</summary>
public sealed record ProcessStatus
{
    /// <summary>The process's state.</summary>
    public required ServerState State { get; init; }

    /// <summary>The reason for the state; null if there is none. The default value is null.</summary>
    public string? Reason { get; init; }

    /// <summary>The process's lease; null if it has none yet. The default value is null.</summary>
    public long? Lease { get; init; }

    /// <summary>
    /// The pid of the process, or of its keeper if it has one; null if it has none yet. The default value is null.
    /// </summary>
    public int? Pid { get; init; }

    /// <summary>The number of calls and other requests in flight. The default value is 0.</summary>
    public int Calls { get; init; }

    /// <summary>The number of sessions that use the process. The default value is 0.</summary>
    public int Sessions { get; init; }

    /// <summary>The number of pieces of work that were begun in the process: see <see cref="BeginWork"/>. The default value is 0.</summary>
    public int Work { get; init; }

    /// <summary>
    /// The reason why the breaker is open and refuses requests; null if it is closed. The default value is null.
    /// </summary>
    public string? BreakerOpen { get; init; }

    /// <summary>
    /// The reason why reading from the process is paused, or was within the last second: the process sends more than
    /// <c>max-notifications</c> or <c>max-server-requests</c>. Null otherwise. The default value is null.
    /// </summary>
    public string? ReadingPaused { get; init; }
}
