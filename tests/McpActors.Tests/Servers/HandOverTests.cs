namespace McpActors.Tests.Servers;

/// <summary>PostStop either finds the exit confirmed or hands over, in every state.</summary>
public class HandOverTests : ActorTest
{
    private readonly TestProbe _reaper;

    public HandOverTests() => _reaper = CreateTestProbe();

    [Fact]
    public async Task Before_the_process_is_there_it_hands_over_and_the_process_ends_when_it_comes()
    {
        using var gated = new GatedLauncher(Launcher);
        var process = Owner(Adversary("a", "mcp-silent"), new ProcessEnvironment(gated, Ledger, _reaper));
        var lease = await OpenLeaseAsync();

        Sys.Stop(process);

        Assert.Equal(lease.Id, (await _reaper.ExpectMsgAsync<HandOver>(Patience)).Lease);
        Assert.Equal(LeaseState.Orphaned, lease.State);
        gated.Open();
        await AssertNothingIsLeftAsync(lease);
    }

    [Fact]
    public async Task During_the_handshake_it_hands_over()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessStarted));
        var process = Owner(Adversary("a", "ignore-eof"), EnvironmentWith(_reaper));
        await ExpectMsgAsync<ProcessStarted>(Patience);

        await StopAndExpectHandOverAsync(process);
    }

    [Fact]
    public async Task When_ready_it_hands_over()
    {
        var process = await ReadyAsync(Adversary("a", "mcp-stubborn"));

        await StopAndExpectHandOverAsync(process);
    }

    [Fact]
    public async Task In_a_call_it_hands_over_and_the_caller_is_told()
    {
        var parent = CreateTestProbe();
        var process = Owner(Adversary("a", "mcp-hangs-in-call"), EnvironmentWith(_reaper), parent);
        var ready = await parent.FishForMessageAsync<ProcessIsReady>(_ => true, Patience);
        var caller = CreateTestProbe();
        ready.Requests.Send(new CallTool("a", "echo", new { text = "x" }), caller);

        await StopAndExpectHandOverAsync(process);

        var failure = await caller.ExpectMsgAsync<Status.Failure>(Patience);
        Assert.Equal(ServerFailure.Exited, Assert.IsType<McpServerException>(failure.Cause).Failure);
    }

    [Fact]
    public async Task While_the_ladder_is_being_climbed_it_hands_over()
    {
        var process = await ReadyAsync(Adversary("a", "mcp-stubborn"));
        var lease = await OpenLeaseAsync();
        process.Tell(new ProcessCommand.Stop("test"));

        await StopAndExpectHandOverAsync(process);

        Assert.Equal(Rung.Kill, (await lease.Extinct).Rung);
    }

    [Fact]
    public async Task After_a_confirmed_exit_there_is_nothing_to_hand_over()
    {
        var parent = CreateTestProbe();
        var process = Owner(Adversary("a", "mcp-exits", "7", "no licence"), EnvironmentWith(_reaper), parent);
        Watch(process);

        var ended = await parent.FishForMessageAsync<ProcessEnded>(_ => true, Patience);

        Assert.Equal(7, ended.Exit.ExitCode);
        await ExpectTerminatedAsync(process, Patience);
        Assert.Empty(Ledger.Open);
        await _reaper.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_server_that_ends_with_its_stdin_is_gone_whoever_learns_of_it_first()
    {
        var process = await ReadyAsync(Adversary("a", "mcp-well"));
        var lease = await OpenLeaseAsync();

        process.Tell(PoisonPill.Instance);

        await AssertNothingIsLeftAsync(lease);
        Assert.Equal(Rung.Eof, (await lease.Extinct).Rung);
    }

    [Fact]
    public async Task A_crash_of_the_actor_is_no_different()
    {
        var process = await ReadyAsync(Adversary("a", "mcp-stubborn"));
        var lease = await OpenLeaseAsync();

        process.Tell(Kill.Instance);

        Assert.Equal(lease.Id, (await _reaper.ExpectMsgAsync<HandOver>(Patience)).Lease);
        await AssertNothingIsLeftAsync(lease);
    }

    private async Task StopAndExpectHandOverAsync(IActorRef process)
    {
        var lease = await OpenLeaseAsync();
        // Handled after earlier messages, unlike Stop.
        process.Tell(PoisonPill.Instance);
        Assert.Equal(lease.Id, (await _reaper.ExpectMsgAsync<HandOver>(Patience)).Lease);
        await AssertNothingIsLeftAsync(lease);
    }

    private async Task<IActorRef> ReadyAsync(ServerSettings settings)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessReady));
        var process = Owner(settings, EnvironmentWith(_reaper));
        await ExpectMsgAsync<ProcessReady>(Patience);
        return process;
    }

    private IActorRef Owner(ServerSettings settings, ProcessEnvironment environment, TestProbe? parent = null)
    {
        var props = ProcessActor.Props(settings, environment);
        var process = parent?.ChildActorOf(props) ?? Sys.ActorOf(props);
        process.Tell(new ProcessCommand.Start());
        return process;
    }
}
