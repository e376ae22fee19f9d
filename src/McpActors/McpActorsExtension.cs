using Akka.Actor;
using Akka.Event;
using McpActors.Async;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;
using McpActors.Shutdown;
using McpActors.Telemetry;

namespace McpActors;

/// <summary>
/// McpActors in an actor system: <c>McpActorsExtension.Get(system)</c>. The first call reads <c>mcp-actors</c> from the system's
/// configuration and starts the actors; no process is started before somebody asks for it. Thread-safe.
/// </summary>
public sealed class McpActorsExtension : IExtension
{
    private McpActorsExtension(ExtendedActorSystem system, McpActorsSetup setup, McpActorsSettings settings)
    {
        Settings = settings;
        Launcher = ProcessLauncher.Create(settings.Keeper.Path, settings.Keeper.Required == KeeperRequirement.On);
        if (Launcher.Weakness is { } weakness)
        {
            Logging.GetLogger(system, typeof(McpActorsExtension)).Warning(
                "No keeper holds the servers: what leaves their process tree is not ended, and nothing ends them when this host is killed. {0}.",
                weakness);
        }
        var place = HostPlace.Take(system, settings.RuntimeDirectory);
        Ledger = new LeaseLedger(place.Tag);
        system.RegisterOnTermination(() => place.Leave(Ledger));
        HostGauges.Join(system.Name, Ledger);
        system.RegisterOnTermination(() => HostGauges.Leave(Ledger));
        TelemetryActor.Start(system);
        Reaper = system.SystemActorOf(OrphanReaperActor.Props(Ledger, place.Sweeper(Ledger), settings.Reaper), "mcp-orphan-reaper");
        var environment = new ProcessEnvironment(Launcher, Ledger, Reaper)
        {
            Handlers = setup.Handlers,
            Gate = new StartGate(settings.Limits),
        };
        Servers = system.ActorOf(ServersActor.Props(new ServerCatalog(settings.Servers.Values), environment), "mcp-servers");
        Sessions = system.ActorOf(SessionsActor.Props(settings.Sessions, Servers, setup.SessionDirectory ?? new InMemorySessionDirectory()), "mcp-sessions");
        Scheduler = system.ActorOf(SchedulerActor.Props(settings.Scheduler, Servers, Reaper), "mcp-scheduler");
        AsyncServers = new AsyncServers(Servers, Sessions, new PendingPromises(system));
        new ShutdownTasks(system, this).Register();
    }

    /// <summary>The settings in force.</summary>
    public McpActorsSettings Settings { get; }

    /// <summary>What holds the processes of this host.</summary>
    public Containment Containment => Launcher.Containment;

    /// <summary>Every lease that is not extinct.</summary>
    public LeaseLedger Ledger { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Servers"/>.</summary>
    public IActorRef Servers { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Sessions"/>.</summary>
    public IActorRef Sessions { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Scheduling"/>.</summary>
    public IActorRef Scheduler { get; }

    /// <summary>Takes the messages of <see cref="McpActors.Reaping"/>.</summary>
    public IActorRef Reaper { get; }

    /// <summary>The same for callers that are no actors: <c>await AsyncServers.CallToolAsync(...)</c>.</summary>
    public IMcpServers AsyncServers { get; }

    internal IProcessLauncher Launcher { get; }

    /// <summary>The extension of a system; the first call starts it.</summary>
    /// <exception cref="McpConfigurationException">The configuration has mistakes; all of them are named.</exception>
    public static McpActorsExtension Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<McpActorsExtension, Provider>();
    }

    private static McpActorsSetup Setup(ActorSystem system)
    {
        var setup = system.Settings.Setup.Get<McpActorsSetup>();
        return setup.HasValue ? setup.Value : new McpActorsSetup();
    }

    /// <summary>Goes to the KILL rung for every process of this host now: for the operator who asks a second time.</summary>
    public void Hurry()
    {
        foreach (var lease in Ledger.Open) lease.Hurry("the operator was in a hurry");
    }

    /// <summary>Creates the extension.</summary>
    public sealed class Provider : ExtensionIdProvider<McpActorsExtension>
    {
        /// <inheritdoc/>
        public override McpActorsExtension CreateExtension(ExtendedActorSystem system)
        {
            ArgumentNullException.ThrowIfNull(system);
            var setup = Setup(system);
            var jobActors = setup.JobActors.ToDictionary(job => job.Key, job => job.Value(system), StringComparer.Ordinal);
            return new McpActorsExtension(system, setup, SettingsReader.Read(system.Settings.Config, jobActors: jobActors));
        }
    }
}
