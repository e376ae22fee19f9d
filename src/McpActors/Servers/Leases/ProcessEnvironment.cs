using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>What every ProcessActor of a host shares.</summary>
/// <param name="Launcher">Starts processes.</param>
/// <param name="Ledger">Knows them.</param>
/// <param name="Reaper">Takes over those whose owner is gone.</param>
internal sealed record ProcessEnvironment(IProcessLauncher Launcher, LeaseLedger Ledger, IActorRef Reaper)
{
    /// <summary>What the platform does for servers that ask for something.</summary>
    public McpHandlers Handlers { get; init; } = new();

    /// <summary>Which handshake each server speaks.</summary>
    public HandshakeMemory Handshakes { get; init; } = new();

    /// <summary>Where each passes before it is started.</summary>
    public StartGate Gate { get; init; } = new(new LimitSettings());
}
