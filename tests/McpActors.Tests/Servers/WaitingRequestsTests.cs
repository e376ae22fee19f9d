namespace McpActors.Tests.Servers;

/// <summary>Requests that wait for a process that will not come go to its successor.</summary>
public sealed class WaitingRequestsTests : GenerationTest
{
    [Fact]
    public async Task What_waits_for_a_slow_start_is_answered_by_the_process_that_had_to_wait_for_its_end()
    {
        var only = Generation(1) with { MaxProcesses = 1 };
        var servers = Servers(only);
        Started.Hold("1");
        var call = EchoAsync(servers);
        var started = StartAsync(servers);
        await UntilAsync(() => Started.Begun("1") == 1);

        var applied = ApplyAsync(servers, Generation(2) with { MaxProcesses = 1 });
        await UntilAsync(() => Ledger.Open[0].Stopping is not null);
        Started.Release("1");

        await call;
        await started;
        Assert.Equal(ServerChangeKind.Replaced, Assert.Single((await applied).Changes).Kind);
        Assert.Equal(["2"], Started.Running);
    }

    [Fact]
    public async Task What_waits_for_the_end_of_a_pause_is_answered_by_what_was_configured_meanwhile()
    {
        var pausing = Generation(1) with { Restart = new RestartSettings { MinBackoff = TimeSpan.FromHours(1), MaxBackoff = TimeSpan.FromHours(1) } };
        var servers = Servers(pausing);
        await servers.Ask<Status.Failure>(new CallTool("a", "echo", new { text = "die" }), Patience);
        await UntilAsync(servers, ServerState.BackingOff);
        var call = EchoAsync(servers);

        var applied = await ApplyAsync(servers, Generation(2));

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single(applied.Changes).Kind);
        await call;
    }

    [Fact]
    public async Task What_comes_while_an_idle_process_ends_is_answered_by_what_was_configured_meanwhile()
    {
        var servers = Servers(Generation(1, "mcp-stubborn") with { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await EchoAsync(servers);
        await UntilAsync(servers, ServerState.Stopping);
        var old = Ledger.Open[0];
        var call = EchoAsync(servers);

        await ApplyAsync(servers, Generation(2, "mcp-stubborn"));

        Assert.True(old.Extinct.IsCompletedSuccessfully, "it was said to be replaced before its old process was extinct");
        await call;
    }

    [Fact]
    public async Task A_stop_holds_for_what_was_handed_over()
    {
        var servers = Servers(Generation(1) with { MaxProcesses = 1 });
        Started.Hold("1");
        var call = servers.Ask<Status.Failure>(new CallTool("a", "echo", new { text = "x" }), Patience);
        var started = servers.Ask<Status.Failure>(new StartServer("a"), Patience);
        await UntilAsync(() => Started.Begun("1") == 1);

        var applied = ApplyAsync(servers, Generation(2) with { MaxProcesses = 1 });
        var stopped = StopAsync(servers);
        await UntilAsync(() => Ledger.Open[0].Stopping is not null);
        Started.Release("1");

        await stopped;
        Assert.IsType<McpServerException>((await call).Cause);
        Assert.IsType<McpServerException>((await started).Cause);
        await applied;
        Assert.Empty(Ledger.Open);
        Assert.Equal(ServerState.Stopped, (await StatusAsync(servers)).State);
    }
}
