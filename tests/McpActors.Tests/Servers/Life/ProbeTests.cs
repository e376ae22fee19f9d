namespace McpActors.Tests.Servers.Life;

/// <summary>
/// A parked server that is requested during a probe gets all of its restarts again. Time is virtual; the processes are
/// real, and the program is created when the server was parked because it was missing.
/// </summary>
public sealed class ProbeTests : ActorTest
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcp-probe-");
    private readonly string _program;
    private readonly string _tried;

    public ProbeTests()
        : base($"akka {{ scheduler.implementation = \"{typeof(VirtualTime).AssemblyQualifiedName}\" }}")
    {
        _program = Path.Combine(_directory.FullName, "server");
        _tried = Path.Combine(_directory.FullName, "tried");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_stopped_or_restarted_while_it_is_tried_is_not_parked_by_its_next_failure(bool stop)
    {
        var servers = await ParkedAsync(new LimitSettings());
        Write($"if mkdir '{_tried}' 2>/dev/null; then exec '{Artifacts.Adversary}' mcp-silent; fi");
        ((VirtualTime)Sys.Scheduler).Advance(ProbeInterval);
        await UntilAsync(() => Directory.Exists(_tried));
        Assert.Equal(ServerState.Starting, (await StatusAsync(servers, "a")).State);

        if (stop) await StopAsync(servers);
        await Assert.ThrowsAsync<McpServerException>(() => servers.Ask<ServerStarted>(stop ? new StartServer("a") : new RestartServer("a"), Patience));

        Assert.Equal(ServerState.BackingOff, (await StatusAsync(servers, "a")).State);
    }

    [Fact]
    public async Task One_that_finds_no_room_when_it_is_tried_is_not_parked_by_its_next_failure()
    {
        var servers = await ParkedAsync(new LimitSettings { MaxProcesses = 1, MaxQueue = 0 });
        await StartAsync(servers, "b");
        ((VirtualTime)Sys.Scheduler).Advance(ProbeInterval);
        await UntilAsync(async () => (await StatusAsync(servers, "a")).State == ServerState.Stopped);
        await servers.Ask<ServerStopped>(new StopServer("b"), Patience);
        Write("");

        await Assert.ThrowsAsync<McpServerException>(() => StartAsync(servers));

        Assert.Equal(ServerState.BackingOff, (await StatusAsync(servers, "a")).State);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _directory.Delete(recursive: true);
    }

    private async Task<IActorRef> ParkedAsync(LimitSettings limits)
    {
        var a = Adversary("a") with { Command = _program, Restart = new RestartSettings { MaxRestarts = 3, ProbeInterval = ProbeInterval } };
        var environment = EnvironmentWith(CreateTestProbe()) with { Gate = new StartGate(limits) };
        var servers = Sys.ActorOf(ServersActor.Props(new ServerCatalog([a, Adversary("b", "mcp-well")]), environment));
        await Assert.ThrowsAsync<McpServerException>(() => StartAsync(servers));
        Assert.Equal(ServerState.Parked, (await StatusAsync(servers, "a")).State);
        return servers;
    }

    private static async Task<ServerStatus> StatusAsync(IActorRef servers, string name) =>
        (await servers.Ask<ServerList>(GetServers.Instance, Patience)).Servers.Single(server => server.Server == name);

    // After its first action it always ends with 3.
    private void Write(string first)
    {
        File.WriteAllText(_program, $"#!/bin/sh\n{first}\nexec '{Artifacts.Adversary}' mcp-exits 3 'no licence'\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
