namespace McpActors.Tests.Servers;

/// <summary>
/// After a reload there is one generation: either all of the new configuration, or all of the old one.
/// </summary>
public sealed class GenerationTests : GenerationTest
{
    [Fact]
    public async Task A_session_that_opens_during_a_reload_has_the_new_generation_when_it_is_done()
    {
        var servers = Servers(Generation(1) with { Isolation = Isolation.Session });
        var sessions = Sessions(servers);
        var before = await OpenAsync(sessions);
        await EchoAsync(before.Session);
        Started.Hold("2");
        var applied = ApplyAsync(servers, Generation(2) with { Isolation = Isolation.Session });
        await UntilAsync(() => Started.Begun("2") > 0);

        var during = await OpenAsync(sessions);
        await EchoAsync(during.Session);
        Assert.Equal(["1", "1"], Started.Running);
        Started.Release("2");

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single((await applied).Changes).Kind);
        Assert.Equal(["2", "2"], Started.Running);
        await Task.WhenAll(EchoAsync(before.Session), EchoAsync(during.Session));
    }

    [Fact]
    public async Task A_pool_that_grows_during_a_reload_has_the_new_generation_when_it_is_done()
    {
        var pool = Generation(1) with { Isolation = Isolation.Pool, PoolSize = 2 };
        var servers = Servers(pool);
        await EchoAsync(servers);
        Started.Hold("2");
        var applied = ApplyAsync(servers, pool with { Environment = Generation(2).Environment });
        await UntilAsync(() => Started.Begun("2") > 0);

        servers.Tell(new CallTool("a", "echo", new { text = "hang" }) { CallId = "hang" });
        await EchoAsync(servers);
        Assert.Equal(["1", "1"], Started.Running);
        servers.Tell(new CancelCall("a", "hang"));
        Started.Release("2");

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single((await applied).Changes).Kind);
        Assert.Equal(["2", "2"], Started.Running);
    }

    [Fact]
    public async Task A_definition_that_fails_for_one_is_taken_by_none()
    {
        var pool = Adversary("a", "mcp-slow") with { Isolation = Isolation.Pool, PoolSize = 2, IdleTimeout = TimeSpan.FromMilliseconds(100) };
        var servers = Servers(pool);
        await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));
        var owner = await BeginWorkAsync(servers);
        // One has a task, and the other one is idle.
        await UntilAsync(() => Ledger.Open.Count == 1);

        Assert.Single((await ApplyAsync(servers, pool with { Command = "/no/such/program" })).Failed);
        var again = await ApplyAsync(servers, pool);

        Assert.Equal(ServerChangeKind.Unchanged, Assert.Single(again.Changes).Kind);
        await Task.WhenAll(EchoAsync(servers), EchoAsync(servers));
    }

    [Fact]
    public async Task Where_the_old_process_had_to_end_for_one_that_does_not_start_the_old_definition_serves_on()
    {
        var only = Generation(1) with { MaxProcesses = 1 };
        var servers = Servers(only);
        await StartAsync(servers);

        Assert.Single((await ApplyAsync(servers, only with { Environment = Generation(2).Environment,  Command = "/no/such/program" })).Failed);

        await EchoAsync(servers);
        Assert.Equal(["1"], Started.Running);
    }

    [Fact]
    public async Task A_process_whose_actor_was_killed_after_the_swap_comes_again_as_what_it_had_become()
    {
        var isolated = Generation(1) with { Isolation = Isolation.Pool, PoolSize = 2, Start = StartMode.Eager };
        var servers = Servers(isolated);
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Count(process => process.State == ServerState.Ready) == 2);
        var before = (await StatusAsync(servers)).Processes.Select(process => process.Lease).ToList();
        var owner = await BeginWorkAsync(servers);
        // The task keeps one of the old processes, so the reload is not done.
        var applied = ApplyAsync(servers, isolated with { Environment = Generation(2).Environment });
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Count(process => process.State == ServerState.Ready && !before.Contains(process.Lease)) == 2);
        await UntilAsync(() => Started.Running.Count(generation => generation == "1") == 1);

        // The processes that serve.
        foreach (var number in (string[])["3", "4"]) Sys.ActorSelection(servers.Path / "a" / number).Tell(Kill.Instance);
        await UntilAsync(() => Started.Begun("2") == 4);
        servers.Tell(new EndWork("a", "crawl"), owner);

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single((await applied).Changes).Kind);
        await UntilAsync(() => !Started.Running.Contains("1"));
    }
}
