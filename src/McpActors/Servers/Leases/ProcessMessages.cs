using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>A command of a ServerActor to its ProcessActor.</summary>
internal abstract record ProcessCommand
{
    /// <summary>Start the process; the first command, sent once.</summary>
    public sealed record Start : ProcessCommand;

    /// <summary>Begin the ladder. <see cref="ProcessEnded"/> follows.</summary>
    public sealed record Stop(string Reason) : ProcessCommand;
}

/// <summary>From a ProcessActor to its ServerActor: the process has started.</summary>
internal sealed record ProcessLaunched(long Lease, int Pid, Containment Containment);

/// <summary>From a ProcessActor to its ServerActor: the process takes requests.</summary>
internal sealed record ProcessIsReady(string Implementation, string ProtocolVersion, RequestsInFlight Requests);

/// <summary>From a ProcessActor to its ServerActor, as the last message: the process has ended.</summary>
/// <param name="Exit">How the process ended.</param>
/// <param name="Failure">The failure of the start, the handshake or the health check; null if there was none.</param>
internal sealed record ProcessEnded(ExitReport Exit, string? Failure);

/// <summary>
/// From a ProcessActor to its ServerActor, instead of <see cref="ProcessEnded"/>: the same start continues with another
/// process.
/// </summary>
/// <param name="Exit">How this process ended.</param>
/// <param name="Next">The handshake of the next process.</param>
internal sealed record ProcessGivesWay(ExitReport Exit, HandshakeAttempt Next);

/// <summary>
/// From a ProcessActor to its ServerActor: there was no room for the process, and it was not started.
/// </summary>
internal sealed record ProcessRefused(string Why);
