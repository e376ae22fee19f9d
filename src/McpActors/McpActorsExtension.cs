using Akka.Actor;
using Akka.Event;
using McpActors.Client;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Processes.Ledger;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;
using McpActors.Shutdown;
using McpActors.Telemetry;
using McpActors.Telemetry.Events;

namespace McpActors;

/// <summary>
/// McpActors in an actor system: <c>McpActorsExtension.Get(system)</c>. The first call reads <c>mcp-actors</c> from the
/// system's configuration and starts the actors. Processes of servers start on demand, unless they are eager.
/// Thread-safe.
/// </summary>
public sealed class McpActorsExtension : IExtension
{
    private readonly PendingPromises _pending;

    private McpActorsExtension(ExtendedActorSystem system, McpActorsSetup setup, IReadOnlyDictionary<string, Props> jobActors, McpActorsSettings settings)
    {
        Settings = settings;
        JobActors = jobActors;
        if (settings.ProtectHost && HostProtection.Apply() is { } unprotected)
        {
            Logging.GetLogger(system, typeof(McpActorsExtension)).Warning(
                "mcp-actors.protect-host is on, but this host is not protected: {0}. Servers that run as its user can read its memory and environment.",
                unprotected);
        }
        Launcher = ProcessLauncher.Create(settings.Keeper.Path, settings.Keeper.Required == KeeperRequirement.On);
        if (Launcher.Weakness is { } weakness)
        {
            Logging.GetLogger(system, typeof(McpActorsExtension)).Warning(
                "No keeper holds the servers: processes that leave a server's tree are not ended, and servers survive if this host is killed. {0}.",
                weakness);
        }
        var place = HostPlace.Take(system, settings.RuntimeDirectory);
        Ledger = new LeaseLedger(place.Tag);
        system.RegisterOnTermination(() => place.Leave(Ledger));
        HostGauges.Join(system.Name, Ledger);
        system.RegisterOnTermination(() => HostGauges.Leave(Ledger));
        TelemetryActor.Start(system);
        Reaper = system.SystemActorOf(OrphanReaperActor.Props(Ledger, place.Sweeper(Ledger), settings.Reaper), "mcp-orphan-reaper");
        var state = !OperatingSystem.IsLinux() ? null : StateDirectory.Choose(
            settings.StateDirectory, settings.RuntimeDirectory, place.Directory, Environment.GetEnvironmentVariable,
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        var lists = new ListCatalog(state, Logging.GetLogger(system, typeof(ListCatalog)));
        system.RegisterOnTermination(lists.Flush);
        var results = place.Results(Logging.GetLogger(system, typeof(ResultFolder)));
        system.RegisterOnTermination(results.RemoveAll);
        var environment = new ProcessEnvironment(Launcher, Ledger, Reaper)
        {
            Handlers = setup.Handlers,
            Gate = new StartGate(settings.Limits),
            Handshakes = new HandshakeMemory(place.Directory, Logging.GetLogger(system, typeof(HandshakeMemory))),
            Lists = lists,
            Results = results,
        };
        LocalServers = system.ActorOf(ServersActor.Props(new ServerCatalog(settings.Servers.Values.Select(settings.Cluster.OnOneNode)), environment), "mcp-servers");
        SessionDirectory = setup.SessionDirectory ?? setup.SessionDirectoryFactory?.Invoke(system, settings)
            ?? (settings.Cluster.Enabled ? LateDirectory = new LateSessionDirectory() : new InMemorySessionDirectory());
        LocalSessions = system.ActorOf(SessionsActor.Props(settings.Sessions, LocalServers, SessionDirectory), "mcp-sessions");
        // In a cluster, the cluster starts the schedules.
        var schedules = settings.Cluster.Enabled ? settings.Scheduler with { Schedules = [] } : settings.Scheduler;
        LocalScheduler = system.ActorOf(
            SchedulerActor.Props(new ScheduleBook(schedules.Schedules, schedules.TimeZone), new BatchEnvironment(LocalServers, Reaper) { JobActors = jobActors }),
            "mcp-scheduler");
        _pending = new PendingPromises(system);
        (Servers, Sessions, Scheduler) = (LocalServers, LocalSessions, LocalScheduler);
        Client = new ServersClient(Servers, Sessions, _pending);
        new ShutdownTasks(system, LocalServers, LocalSessions, LocalScheduler, Reaper).Register();
    }

    /// <summary>The settings in use.</summary>
    public McpActorsSettings Settings { get; }

    /// <summary>How the processes of this host are contained.</summary>
    public Containment Containment => Launcher.Containment;

    /// <summary>A snapshot of this host's processes that are not extinct, in the order of their starts.</summary>
    public IReadOnlyList<ProcessLease> OpenLeases => Ledger.View();

    /// <summary>
    /// The leases themselves. Internal, because code that can change them can declare a live process extinct.
    /// </summary>
    internal LeaseLedger Ledger { get; }

    /// <summary>The actor for the messages of <see cref="McpActors.Servers"/>.</summary>
    public IActorRef Servers { get; private set; }

    /// <summary>The actor for the messages of <see cref="McpActors.Sessions"/>.</summary>
    public IActorRef Sessions { get; private set; }

    /// <summary>The actor for the messages of <see cref="McpActors.Scheduling"/>.</summary>
    public IActorRef Scheduler { get; private set; }

    /// <summary>The actor for the messages of <see cref="McpActors.Reaping"/>.</summary>
    public IActorRef Reaper { get; }

    /// <summary>
    /// The same for callers that are not actors: <c>await Client.CallToolAsync(...)</c>. Thread-safe.
    /// </summary>
    public IMcpServers Client { get; private set; }

    internal IProcessLauncher Launcher { get; }

    /// <summary>The props of actors that are jobs, by name.</summary>
    internal IReadOnlyDictionary<string, Props> JobActors { get; }

    /// <summary>The actors of this host, which differ from the public ones only in a cluster.</summary>
    internal IActorRef LocalServers { get; }

    internal IActorRef LocalSessions { get; }

    internal IActorRef LocalScheduler { get; }

    /// <summary>In a cluster, the session directory whose target is set later.</summary>
    internal LateSessionDirectory? LateDirectory { get; private set; }

    internal ISessionDirectory SessionDirectory { get; }

    /// <summary>Gets the extension of a system; the first call starts it.</summary>
    /// <exception cref="McpConfigurationException">The configuration is invalid; the message lists all
    /// mistakes.</exception>
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

    /// <summary>
    /// Goes to the KILL rung for every process of this host now, for an operator who presses Ctrl-C twice.
    /// </summary>
    internal void Hurry()
    {
        foreach (var lease in Ledger.Open) lease.Hurry("the operator was in a hurry");
    }

    /// <summary>Replaces the public actors by those of the cluster.</summary>
    internal void JoinCluster(IActorRef servers, IActorRef sessions, IActorRef scheduler)
    {
        (Servers, Sessions, Scheduler) = (servers, sessions, scheduler);
        Client = new ServersClient(servers, sessions, _pending);
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
            return new McpActorsExtension(system, setup, jobActors, SettingsReader.Read(system.Settings.Config, jobActors: jobActors));
        }
    }
}
