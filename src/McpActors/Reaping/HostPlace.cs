using Akka.Actor;
using Akka.Event;
using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Sweeping;

namespace McpActors.Reaping;

/// <summary>
/// This host among those of its user. Without a place in the registry it works all the same, and says what is lost: if it and its keepers are
/// killed at once, nobody can prove that what they leave may be ended.
/// </summary>
internal sealed class HostPlace
{
    private readonly HostRegistry? _registry;
    private readonly HostRegistration? _registration;

    private HostPlace(HostRegistry? registry, HostRegistration? registration)
    {
        _registry = registry;
        _registration = registration;
        Tag = registration?.Tag ?? HostTag.Random();
    }

    /// <summary>The tag in the marks of this host's processes.</summary>
    public HostTag Tag { get; }

    public static HostPlace Take(ActorSystem system, string directory)
    {
        if (!OperatingSystem.IsLinux()) return new HostPlace(null, null);
        HostRegistry? registry = null;
        try
        {
            registry = HostRegistry.Open(directory);
            return new HostPlace(registry, registry.Register(system.Name));
        }
        catch (RegistryException e)
        {
            Logging.GetLogger(system, typeof(HostPlace)).Warning(
                "This host is not registered: {0} If it and its keepers are killed at once, what they leave is reported by other hosts, and not ended",
                e.Message);
            return new HostPlace(registry, null);
        }
    }

    /// <summary>What finds processes by their lineage; null where the system has none.</summary>
    public LineageSweeper? Sweeper(LeaseLedger ledger) => OperatingSystem.IsLinux() ? new LineageSweeper(ledger, _registry) : null;

    /// <summary>The host ends. What it could not end is left to the next one.</summary>
    public void Leave(LeaseLedger ledger)
    {
        if (ledger.Open.Count == 0) _registration?.Withdraw();
        else _registration?.Dispose();
    }
}
