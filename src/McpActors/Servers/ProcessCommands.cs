using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>What a ServerActor says to its ProcessActor.</summary>
internal abstract record ProcessCommand
{
    /// <summary>Start the process. Once, first.</summary>
    public sealed record Start : ProcessCommand;

    /// <summary>Begin the ladder. <see cref="ProcessEnded"/> follows.</summary>
    public sealed record Stop(string Reason) : ProcessCommand;

    /// <summary>Pass a request on to the server and answer it.</summary>
    public sealed record Request(IServerMessage Message, IActorRef ReplyTo) : ProcessCommand;

    /// <summary>The last message: its end is known, nothing more will be asked of it.</summary>
    public sealed record Release : ProcessCommand;

    /// <summary>Cancel the request with this id, if it is still under way.</summary>
    public sealed record Cancel(string CallId) : ProcessCommand;
}

/// <summary>What a ProcessActor says to its ServerActor: the process is there.</summary>
internal sealed record ProcessLaunched(long Lease, int Pid, Containment Containment);

/// <summary>What a ProcessActor says to its ServerActor: it takes calls.</summary>
internal sealed record ProcessIsReady(string Implementation, string ProtocolVersion);

/// <summary>What a ProcessActor says to its ServerActor, last of all: the process has ended.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="Failure">What went wrong where the process could not be started or did not answer the handshake; null otherwise.</param>
internal sealed record ProcessEnded(ExitReport Exit, string? Failure);
