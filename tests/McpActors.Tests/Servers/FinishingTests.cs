namespace McpActors.Tests.Servers;

/// <summary>
/// A replacement whose old process is slow to end is answered, whatever the new process has done meanwhile.
/// </summary>
public sealed class FinishingTests : GenerationTest
{
    [Fact]
    public async Task A_restart_whose_new_process_has_been_replaced_itself_is_answered_with_what_serves()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var owner = await BeginWorkAsync(servers);
        var restarted = RestartAsync(servers);
        await UntilAsync(async () => (await StatusAsync(servers)).Lease == 2);
        await ApplyAsync(servers, Generation(2));
        var joined = RestartAsync(servers);
        Assert.False(restarted.IsCompleted);

        servers.Tell(new EndWork("a", "crawl"), owner);

        Assert.Equal(3, (await restarted).Status.Lease);
        await joined;
        await RestartAsync(servers);
        Assert.Single(Ledger.Open);
    }

    [Fact]
    public async Task A_reload_is_done_although_the_new_process_rests_before_the_old_one_is_gone()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var owner = await BeginWorkAsync(servers);
        var resting = Generation(2) with { IdleTimeout = TimeSpan.FromMilliseconds(50) };
        var applied = ApplyAsync(servers, resting);
        await UntilAsync(async () => await StatusAsync(servers) is { State: ServerState.Stopped, Reason: { } why } && why.Contains("idle-timeout", StringComparison.Ordinal));
        Assert.False(applied.IsCompleted);

        servers.Tell(new EndWork("a", "crawl"), owner);

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single((await applied).Changes).Kind);
        Assert.Empty(Ledger.Open);
    }

    [Fact]
    public async Task A_server_that_is_being_stopped_is_replaced_when_its_process_is_extinct()
    {
        var servers = Servers(Generation(1, "mcp-stubborn"));
        await StartAsync(servers);
        var old = Ledger.Open[0];
        var stopped = StopAsync(servers);

        var applied = await ApplyAsync(servers, Generation(2, "mcp-stubborn"));

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single(applied.Changes).Kind);
        Assert.True(old.Extinct.IsCompletedSuccessfully, "it was said to be replaced before its old process was extinct");
        await stopped;
    }
}
