using McpActors.Processes.Sweeping;

namespace McpActors.Tests.Support;

/// <summary>A TestKit with real keepers and real servers: an actor's process is a process of the kernel.</summary>
public abstract class ActorTest(string configuration = "") : TestKit(Quiet + configuration)
{
    /// <summary>Longer than anything here takes on a busy machine; no test depends on its end.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Quiet = "akka { loglevel = WARNING, actor.provider = local }\n";

    internal LeaseLedger Ledger { get; } = new();

    internal LineageSweeper Sweeper => new(Ledger, registry: null);

    internal IProcessLauncher Launcher { get; init; } = ProcessLauncher.Create(keeperRequired: true);

    /// <summary>A server that is the adversary with this habit; short graces, so that tests of the ladder end soon.</summary>
    protected static ServerSettings Adversary(string name, params string[] habit) => new()
    {
        Name = name,
        Command = TestPrograms.Adversary,
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

    /// <summary>The only open lease, once there is one.</summary>
    internal async Task<Lease> OpenLeaseAsync()
    {
        Lease? lease = null;
        await AwaitConditionAsync(() => Task.FromResult((lease = Ledger.Open.SingleOrDefault()) is not null), Patience);
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
