namespace McpActors.Tests.Servers;

/// <summary>Commands to a pool apply to all of its processes.</summary>
public sealed class PoolTests : GenerationTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pool_that_was_stopped_serves_again_with_all_of_it_and_starts_no_more_than_it_needs(bool restart)
    {
        var servers = Servers(Pool("mcp-slow"));
        await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));
        Assert.Equal(2, Ledger.Open.Count);
        await StopAsync(servers);

        await servers.Ask<ServerStarted>(restart ? new RestartServer("a") : new StartServer("a"), Patience);

        Assert.Single(Ledger.Open);
        await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));
        Assert.Equal(2, Ledger.Open.Count);
    }

    [Fact]
    public async Task A_call_that_comes_while_a_freed_process_is_still_ending_waits_for_the_next()
    {
        var servers = Servers(Pool("mcp-stubborn"));
        servers.Tell(new StartServer("a"));
        await UntilAsync(servers, ServerState.Ready);
        servers.Tell(new StopServer("a"), TestActor);
        servers.Tell(new StartServer("a"), TestActor);

        await Task.WhenAll(EchoAsync(servers), EchoAsync(servers), EchoAsync(servers));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_frees_those_of_a_pool_that_are_parked(bool restart)
    {
        var program = Path.Combine(Path.GetTempPath(), $"mcp-{Guid.NewGuid():N}");
        var servers = Servers(Pool("mcp-slow") with { Command = program });
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers))));
        File.CreateSymbolicLink(program, Artifacts.Adversary);
        try
        {
            await servers.Ask<ServerStarted>(restart ? new RestartServer("a") : new StartServer("a"), Patience);
            await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));

            Assert.Equal(2, Ledger.Open.Count);
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public async Task A_restart_wakes_nobody_who_rests()
    {
        var servers = Servers(Pool("mcp-slow") with { IdleTimeout = TimeSpan.FromMilliseconds(100) });
        await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));
        var owner = await BeginWorkAsync(servers);
        await UntilAsync(() => Ledger.Open.Count == 1);
        servers.Tell(new EndWork("a", "crawl"), owner);

        await RestartAsync(servers);

        Assert.Equal(4, Ledger.Begin("a", TimeSpan.Zero).Id);
    }

    [Fact]
    public async Task Work_begins_where_a_process_is_ready_and_makes_no_pool_grow()
    {
        var servers = Servers(Pool("mcp-well"));
        await StartAsync(servers);
        var owner = CreateTestProbe();

        servers.Tell(new BeginWork("a", "crawl"), owner);
        Assert.Equal(1, (await owner.ExpectMsgAsync<WorkBegun>(Patience)).Lease);
        servers.Tell(new BeginWork("a", "build"), owner);
        Assert.Equal(1, (await owner.ExpectMsgAsync<WorkBegun>(Patience)).Lease);

        Assert.Equal(2, Assert.Single((await StatusAsync(servers)).Processes).Work);
    }

    private static ServerSettings Pool(params string[] habit) => Adversary("a", habit) with { Isolation = Isolation.Pool, PoolSize = 2 };
}
