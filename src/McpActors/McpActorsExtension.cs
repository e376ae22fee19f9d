using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes.Ledger;

namespace McpActors;

/// <summary>McpActors in an actor system: <c>McpActorsExtension.Get(system)</c>. Thread-safe.</summary>
public sealed class McpActorsExtension : IExtension
{
    private McpActorsExtension(McpActorsSettings settings, LeaseLedger ledger, IActorRef servers, IActorRef scheduler, IActorRef reaper)
    {
        Settings = settings;
        Ledger = ledger;
        Servers = servers;
        Scheduler = scheduler;
        Reaper = reaper;
    }

    /// <summary>The settings in force.</summary>
    public McpActorsSettings Settings { get; }

    /// <summary>Every lease that is not extinct.</summary>
    public LeaseLedger Ledger { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Servers"/>.</summary>
    public IActorRef Servers { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Scheduling"/>.</summary>
    public IActorRef Scheduler { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Reaping"/>.</summary>
    public IActorRef Reaper { get; }
}
