using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>The dependencies of all ProcessActors of a host.</summary>
/// <param name="Launcher">Starts processes.</param>
/// <param name="Ledger">Records processes.</param>
/// <param name="Reaper">Takes over processes whose owner has stopped.</param>
internal sealed record ProcessEnvironment(IProcessLauncher Launcher, LeaseLedger Ledger, IActorRef Reaper)
{
    /// <summary>The platform's handlers of requests from servers.</summary>
    public McpHandlers Handlers { get; init; } = new();

    /// <summary>The remembered handshakes of servers.</summary>
    public HandshakeMemory Handshakes { get; init; } = new();

    /// <summary>The lists of servers that outlive the host.</summary>
    public ListCatalog Lists { get; init; } = new();

    /// <summary>The files of results that are too long.</summary>
    public ResultFolder Results { get; init; } = new();

    /// <summary>The gate that admits each start of a process.</summary>
    public StartGate Gate { get; init; } = new(new LimitSettings());
}
