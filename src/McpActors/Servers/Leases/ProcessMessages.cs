using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>What a ServerActor says to its ProcessActor.</summary>
internal abstract record ProcessCommand
{
    /// <summary>Start the process. Once, first.</summary>
    public sealed record Start : ProcessCommand;

    /// <summary>Begin the ladder. <see cref="ProcessEnded"/> follows.</summary>
    public sealed record Stop(string Reason) : ProcessCommand;
}

/// <summary>What a ProcessActor says to its ServerActor: the process is there.</summary>
internal sealed record ProcessLaunched(long Lease, int Pid, Containment Containment);

/// <summary>What a ProcessActor says to its ServerActor: it takes calls, here.</summary>
internal sealed record ProcessIsReady(string Implementation, string ProtocolVersion, RequestsInFlight Requests);

/// <summary>What a ProcessActor says to its ServerActor, last of all: the process has ended.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="Failure">What went wrong where the process could not be started or did not answer the handshake; null otherwise.</param>
internal sealed record ProcessEnded(ExitReport Exit, string? Failure);

/// <summary>What a ProcessActor says to its ServerActor, instead of <see cref="ProcessEnded"/>: the same start goes on with another process.</summary>
/// <param name="Exit">How this one ended.</param>
/// <param name="Next">How the next one is addressed.</param>
internal sealed record ProcessGivesWay(ExitReport Exit, HandshakeAttempt Next);

/// <summary>What a ProcessActor says to its ServerActor, instead of all that: there was no room for a process, and none was started.</summary>
internal sealed record ProcessRefused(string Why);
