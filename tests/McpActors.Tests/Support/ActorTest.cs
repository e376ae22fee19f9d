using McpActors.Processes.Sweeping;

namespace McpActors.Tests.Support;

/// <summary>A TestKit with real keepers and real servers: an actor's process is a process of the kernel.</summary>
public abstract class ActorTest(string configuration = "") : TestKit(Quiet + configuration)
{
    protected static readonly TimeSpan Patience = Testing.Patience.Limit;

    private const string Quiet = "akka { loglevel = WARNING, actor.provider = local }\n";

    internal LeaseLedger Ledger { get; } = new();

    internal LineageSweeper Sweeper => new(Ledger, registry: null);

    internal IProcessLauncher Launcher { get; init; } = ProcessLauncher.Create(keeperRequired: true);

    /// <summary>A server that is the adversary with this habit; short graces, so that tests of the ladder end soon.</summary>
    protected static ServerSettings Adversary(string name, params string[] habit) => new()
    {
        Name = name,
        Command = Artifacts.Adversary,
        Arguments = habit,
        EofGrace = TimeSpan.FromMilliseconds(200),
        TermGrace = TimeSpan.FromMilliseconds(200),
        StartupTimeout = Patience,
        Restart = new RestartSettings { MinBackoff = TimeSpan.FromMilliseconds(10), MaxRestarts = 3 },
    };

    internal ProcessEnvironment EnvironmentWith(IActorRef reaper) => new(Launcher, Ledger, reaper);

    /// <summary>These servers, without a reaper for their orphans.</summary>
    internal IActorRef Servers(params ServerSettings[] settings) => Servers(CreateTestProbe(), settings);

    internal IActorRef Servers(IActorRef reaper, params ServerSettings[] settings) =>
        Sys.ActorOf(ServersActor.Props(new ServerCatalog(settings), EnvironmentWith(reaper)), "servers");

    /// <summary>The only server.</summary>
    internal static async Task<ServerStatus> StatusAsync(IActorRef servers) =>
        Assert.Single((await servers.Ask<ServerList>(GetServers.Instance, Patience)).Servers);

    internal static Task<ServerStarted> StartAsync(IActorRef servers, string name = "a") => servers.Ask<ServerStarted>(new StartServer(name), Patience);

    internal static Task<ServerStarted> RestartAsync(IActorRef servers) => servers.Ask<ServerStarted>(new RestartServer("a"), Patience);

    internal static Task<ServerStopped> StopAsync(IActorRef servers) => servers.Ask<ServerStopped>(new StopServer("a"), Patience);

    internal static Task<ServersApplied> ApplyAsync(IActorRef servers, params ServerSettings[] settings) =>
        servers.Ask<ServersApplied>(new ApplyServers(settings), Patience);

    /// <summary>Calls a server, or a session of it.</summary>
    internal static Task<ToolResult> EchoAsync(IActorRef to, string text = "x") => to.Ask<ToolResult>(new CallTool("a", "echo", new { text }), Patience);

    /// <summary>The failure with which a message is answered.</summary>
    internal static async Task<McpServerException> FailureAsync(IActorRef servers, object message) => Failure(await servers.AnswerAsync(message, Patience));

    internal static McpServerException Failure(object reply) => Assert.IsType<McpServerException>(Assert.IsType<Status.Failure>(reply).Cause);

    /// <summary>Begins work that keeps its process until the returned owner ends it.</summary>
    internal async Task<TestProbe> BeginWorkAsync(IActorRef servers)
    {
        var owner = CreateTestProbe();
        servers.Tell(new BeginWork("a", "crawl"), owner);
        await owner.ExpectMsgAsync<WorkBegun>(Patience);
        return owner;
    }

    internal IActorRef Sessions(IActorRef servers) =>
        Sys.ActorOf(SessionsActor.Props(new SessionSettings(), servers, new InMemorySessionDirectory()), "sessions");

    internal static Task<SessionOpened> OpenAsync(IActorRef sessions, IActorRef? holder = null) =>
        sessions.Ask<SessionOpened>(new OpenSession("a", Holder: holder), Patience);

    /// <summary>Polls often, because the awaited state may not last.</summary>
    internal Task UntilAsync(Func<Task<bool>> condition) => AwaitConditionAsync(condition, Patience, TimeSpan.FromMilliseconds(10));

    internal Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>The status of the only server, once it is in this state.</summary>
    internal async Task<ServerStatus> UntilAsync(IActorRef servers, ServerState state)
    {
        ServerStatus? status = null;
        await UntilAsync(async () => (status = await StatusAsync(servers)).State == state);
        return status!;
    }

    /// <summary>The only open lease, once there is one.</summary>
    internal async Task<Lease> OpenLeaseAsync()
    {
        Lease? lease = null;
        await UntilAsync(() => (lease = Ledger.Open.SingleOrDefault()) is not null);
        return lease!;
    }

    /// <summary>Checks that all started processes are extinct, confirmed by the kernel.</summary>
    internal async Task AssertNothingIsLeftAsync(params IEnumerable<Lease> leases)
    {
        foreach (var lease in leases)
        {
            var exit = await lease.Extinct.WaitAsync(Patience);
            Assert.True(exit.Confirmed, exit.Describe());
        }
        Assert.Empty(Ledger.Open);
    }
}
