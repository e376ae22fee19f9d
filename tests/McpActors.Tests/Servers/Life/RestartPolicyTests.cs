namespace McpActors.Tests.Servers.Life;

/// <summary>Restarts after an unexpected exit, in virtual time; the processes are real.</summary>
public sealed class RestartPolicyTests() : ActorTest($"akka {{ scheduler.implementation = \"{typeof(VirtualTime).AssemblyQualifiedName}\" }}")
{
    private static readonly RestartSettings Policy = new()
    {
        MinBackoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(4), MaxRestarts = 3, Within = TimeSpan.FromMinutes(5), Jitter = 0,
    };

    private VirtualTime Clock => (VirtualTime)Sys.Scheduler;

    [Fact]
    public void Pauses_double_up_to_the_longest_and_then_it_is_enough()
    {
        var window = new RestartWindow(Clock);

        Assert.Equal([1, 2, 4, 4, null], Enumerable.Range(0, 5).Select(_ => window.Next(Policy with { MaxRestarts = 4 }, this)?.TotalSeconds));
        Clock.Advance(Policy.Within + TimeSpan.FromTicks(1));
        Assert.Equal(1, window.Next(Policy, this)?.TotalSeconds);
    }

    [Fact]
    public void One_process_that_is_stable_does_not_make_the_ends_of_another_forgotten()
    {
        var window = new RestartWindow(Clock);
        var (well, ill) = (new object(), new object());
        window.Next(Policy, ill);
        window.Next(Policy, well);

        window.Forget(well);

        Assert.Equal(1, window.Count);
        window.Forget(ill);
        Assert.Equal(0, window.Count);
    }

    [Fact]
    public void Jitter_spreads_the_pauses_around_what_they_were()
    {
        var pauses = Enumerable.Range(0, 1000)
            .Select(seed => new RestartWindow(Clock, new Random(seed)).Next(Policy with { Jitter = 0.2 }, this)!.Value.TotalSeconds).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, 0.8, 1.2));
        Assert.InRange(pauses.Average(), 0.98, 1.02);
        Assert.True(pauses.Distinct().Count() > 900);
    }

    [Fact]
    public async Task A_parked_server_is_tried_now_and_then_and_serves_when_it_can()
    {
        var program = Path.Combine(Path.GetTempPath(), $"mcp-{Guid.NewGuid():N}");
        var servers = Servers(Adversary("a", "mcp-well") with { Command = program, Restart = Policy with { ProbeInterval = TimeSpan.FromMinutes(1) } });
        await Assert.ThrowsAsync<McpServerException>(() => StartAsync(servers));
        var parked = await UntilAsync(servers, ServerState.Parked);
        Assert.Contains(program, parked.Reason, StringComparison.Ordinal);
        Assert.Contains("every 1m", (await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers))).Message, StringComparison.Ordinal);
        Sys.EventStream.Subscribe(TestActor, typeof(ServerChanged));

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ServerState.Starting, (await ExpectMsgAsync<ServerChanged>(Patience)).Status.State);
        Assert.Equal(ServerState.Parked, (await ExpectMsgAsync<ServerChanged>(Patience)).Status.State);

        File.CreateSymbolicLink(program, Artifacts.Adversary);
        try
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await UntilAsync(servers, ServerState.Ready);
            await EchoAsync(servers);
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public async Task A_process_that_was_stable_makes_earlier_ends_forgotten()
    {
        var servers = Servers(Adversary("a", "mcp-dies-in-call") with { Restart = Policy with { StableAfter = TimeSpan.FromSeconds(10) } });
        await DieAndComeBackAsync(servers);
        await DieAndComeBackAsync(servers);
        Assert.Equal(2, (await StatusAsync(servers)).Restarts);

        Clock.Advance(TimeSpan.FromSeconds(10));
        await DieAndComeBackAsync(servers);

        Assert.Equal(1, (await StatusAsync(servers)).Restarts);
    }

    [Fact]
    public async Task One_that_comes_up_and_dies_again_and_again_is_parked_and_freed_by_a_restart()
    {
        var servers = Servers(Adversary("a", "mcp-dies-in-call") with { Restart = Policy });
        await DieUntilParkedAsync(servers);

        await RestartAsync(servers);

        Assert.Equal((ServerState.Ready, 0), (await StatusAsync(servers)) is var status ? (status.State, status.Restarts) : default);
    }

    [Fact]
    public async Task What_is_configured_anew_has_all_of_its_restarts()
    {
        var servers = Servers(Adversary("a", "mcp-dies-in-call") with { Restart = Policy });
        await DieUntilParkedAsync(servers);

        await ApplyAsync(servers, Adversary("a", "mcp-exits", "3", "no licence") with { Restart = Policy });
        await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers));

        Assert.Equal(ServerState.BackingOff, (await StatusAsync(servers)).State);
    }

    private async Task DieUntilParkedAsync(IActorRef servers)
    {
        for (var i = 0; i < Policy.MaxRestarts; i++) await DieAndComeBackAsync(servers);
        await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers));
        await UntilAsync(servers, ServerState.Parked);
    }

    private async Task DieAndComeBackAsync(IActorRef servers)
    {
        await StartAsync(servers);
        await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers));
        await UntilAsync(servers, ServerState.BackingOff);
        Clock.Advance(Policy.MaxBackoff);
        await UntilAsync(servers, ServerState.Ready);
    }
}
