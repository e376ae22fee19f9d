using Akka.Actor;
using Akka.Event;
using McpActors.Processes.Ledger;
using McpActors.Processes.Lineage;
using McpActors.Processes.Registry;
using McpActors.Processes.Sweeping;
using McpActors.Servers;

namespace McpActors.Reaping;

/// <summary>
/// This host's entry in the registry. The host also works without it, but logs the consequence: if the host and its
/// keepers are killed together, no other host can prove that their processes may be ended.
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

    /// <summary>The runtime directory; null where there is none that can be trusted.</summary>
    public string? Directory => _registry?.Path;

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
                "This host is not registered: {0} If it and its keepers are killed together, other hosts report the remaining processes but do not end them",
                e.Message);
            return new HostPlace(registry, null);
        }
    }

    /// <summary>The sweeper by lineage; null on systems without lineage.</summary>
    public LineageSweeper? Sweeper(LeaseLedger ledger) => OperatingSystem.IsLinux() ? new LineageSweeper(ledger, _registry) : null;

    /// <summary>The folder for results of tools. A host that is not registered cannot prove that its files are in use.</summary>
    public ResultFolder Results(ILoggingAdapter log) => _registration is null ? new ResultFolder() : new ResultFolder(_registry!.Path, Tag.ToString(), IsAlive, log);

    private bool IsAlive(string tag) =>
        _registry!.Look().Any(host => host.Tag.ToString() == tag && host.Standing is HostStanding.Alive or HostStanding.Unreadable);

    /// <summary>Called when the host ends. Processes that it could not end are left to the next host.</summary>
    public void Leave(LeaseLedger ledger)
    {
        if (ledger.Open.Count == 0) _registration?.Withdraw();
        else _registration?.Dispose();
    }
}
