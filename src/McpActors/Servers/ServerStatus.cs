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

    /// <summary>It ended too often, or can never start; <see cref="StartServer"/> tries again.</summary>
    GivenUp,
}

/// <summary>A server at one moment.</summary>
public sealed record ServerStatus
{
    /// <summary>Its configured name.</summary>
    public required string Server { get; init; }

    /// <summary>Where it stands.</summary>
    public required ServerState State { get; init; }

    /// <summary>Why, where there is something to say: how the last process ended, why it gave up.</summary>
    public string? Reason { get; init; }

    /// <summary>The lease of its process, or null.</summary>
    public long? Lease { get; init; }

    /// <summary>The pid of its process (the keeper's, where there is one), or null.</summary>
    public int? Pid { get; init; }

    /// <summary>What holds its process, or null where there is none.</summary>
    public Containment? Containment { get; init; }

    /// <summary>What the server calls itself, and its version, once it is ready.</summary>
    public string? Implementation { get; init; }

    /// <summary>The protocol version that was negotiated, once it is ready.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>How often it was restarted since it was last started on request.</summary>
    public int Restarts { get; init; }
}
