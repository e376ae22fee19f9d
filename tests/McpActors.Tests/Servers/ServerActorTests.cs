namespace McpActors.Tests.Servers;

public class ServerActorTests : ActorTest
{
    [Fact]
    public async Task A_call_starts_the_server_and_is_answered()
    {
        var servers = Servers(Adversary("a", "mcp-well"));

        var result = await EchoAsync(servers, "hello");

        Assert.Equal("a", result.Server);
        Assert.NotEqual(true, result.Result.IsError);
        Assert.Equal(ServerState.Ready, (await StatusAsync(servers)).State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(900)]
    [InlineData(1024)]
    [InlineData(1500)]
    [InlineData(5000)]
    [InlineData(16 << 10)]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    public async Task An_answer_of_any_length_is_delivered_without_another_behind_it(int length)
    {
        var text = new string('x', length);

        var result = await EchoAsync(Servers(Adversary("a", "mcp-well")), text);

        Assert.Equal(text, Assert.IsType<TextContentBlock>(Assert.Single(result.Result.Content)).Text);
    }

    [Fact]
    public async Task Stop_answers_when_the_process_is_extinct()
    {
        var servers = Servers(Adversary("a", "mcp-stubborn"));
        await StartAsync(servers);
        var lease = await OpenLeaseAsync();

        var stopped = await StopAsync(servers);

        Assert.Equal(Rung.Kill, stopped.Exit!.Rung);
        await AssertNothingIsLeftAsync(lease);
        var refused = await FailureAsync(servers, new CallTool("a", "echo"));
        Assert.Equal(ServerFailure.NotRunning, refused.Failure);
        Assert.Contains("StartServer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_answers_when_the_new_process_serves_and_the_old_one_is_extinct()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IProcessEvent));
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);

        var restarted = await RestartAsync(servers);

        Assert.Equal(2, restarted.Status.Lease);
        Assert.Equal(2, Assert.Single(Ledger.Open).Id);
        await ExpectMsgAsync<ProcessStarted>(Patience);
        await ExpectMsgAsync<ProcessReady>(Patience);
        Assert.Equal(2, (await ExpectMsgAsync<ProcessStarted>(Patience)).Lease);
        Assert.Equal(2, (await ExpectMsgAsync<ProcessReady>(Patience)).Lease);
        Assert.True((await ExpectMsgAsync<ProcessExited>(Patience)) is { Lease: 1, Requested: true, Exit.Confirmed: true });
    }

    [Fact]
    public async Task An_unexpected_exit_fails_the_call_at_once_and_is_followed_by_a_restart()
    {
        var servers = Servers(Adversary("a", "mcp-dies-in-call"));
        await StartAsync(servers);

        var failure = await FailureAsync(servers, new CallTool("a", "echo", new { text = "x" }));

        Assert.Equal(ServerFailure.Exited, failure.Failure);
        Assert.NotNull(failure.Exit);
        Assert.Contains(failure.Exit.Describe(), failure.Message, StringComparison.Ordinal);
        var again = await StartAsync(servers);
        Assert.Equal(2, again.Status.Lease);
    }

    [Fact]
    public async Task A_server_that_ends_at_once_says_why_and_is_given_up_after_too_many_restarts()
    {
        var servers = Servers(Adversary("a", "mcp-exits", "7", "no licence"));

        var failure = await FailureAsync(servers, new StartServer("a"));

        Assert.Equal((ServerFailure.StartFailed, 7), (failure.Failure, failure.Exit!.ExitCode));
        Assert.NotEmpty(failure.Exit.StderrTail);
        Assert.Contains(failure.Exit.StderrTail[^1], failure.Message, StringComparison.Ordinal);
        await UntilAsync(servers, ServerState.Parked);
        var status = await StatusAsync(servers);
        Assert.Equal(3, status.Restarts);
        Assert.Contains("exit code 7", status.Reason, StringComparison.Ordinal);
        Assert.Equal(ServerFailure.NotRunning, (await FailureAsync(servers, new CallTool("a", "echo"))).Failure);
        Assert.Empty(Ledger.Open);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_not_tried_again()
    {
        var servers = Servers(Adversary("a") with { Command = "no-such-command-anywhere" });

        var failure = await FailureAsync(servers, new StartServer("a"));

        Assert.Equal(ServerFailure.StartFailed, failure.Failure);
        Assert.Contains("no-such-command-anywhere", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.GetEnvironmentVariable("PATH")!, failure.Message, StringComparison.Ordinal);
        var status = await StatusAsync(servers);
        Assert.Equal((ServerState.Parked, 0), (status.State, status.Restarts));
    }

    [Fact]
    public async Task A_server_that_never_answers_the_handshake_is_ended_and_told_of()
    {
        var servers = Servers(Adversary("a", "mcp-silent") with
        {
            StartupTimeout = TimeSpan.FromMilliseconds(300), Restart = new RestartSettings { MaxRestarts = 0 },
        });

        var failure = await FailureAsync(servers, new StartServer("a"));

        Assert.Equal(ServerFailure.StartFailed, failure.Failure);
        Assert.Contains("startup-timeout", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Ledger.Open);
    }

    [Fact]
    public async Task A_call_that_hangs_times_out_and_leaves_the_server_as_it_was()
    {
        var servers = Servers(Adversary("a", "mcp-hangs-in-call"));
        await StartAsync(servers);

        var failure = await FailureAsync(servers, new CallTool("a", "echo", new { text = "x" }, TimeSpan.FromMilliseconds(100)));

        Assert.Equal(ServerFailure.TimedOut, failure.Failure);
        Assert.Equal(ServerState.Ready, (await StatusAsync(servers)).State);
    }

    [Fact]
    public async Task A_call_can_be_cancelled()
    {
        var servers = Servers(Adversary("a", "mcp-hangs-in-call"));
        await StartAsync(servers);
        var call = new CallTool("a", "echo", new { text = "x" }) with { CallId = "mine" };
        var failure = FailureAsync(servers, call);

        servers.Tell(new CancelCall("a", "mine"));

        Assert.Equal(ServerFailure.Cancelled, (await failure).Failure);
    }

    [Fact]
    public async Task A_server_that_closes_its_stdout_and_lives_is_ended_and_restarted()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = Servers(Adversary("a", "mcp-closes-stdout"));
        await StartAsync(servers);
        var failure = await FailureAsync(servers, new CallTool("a", "echo", new { text = "x" }));

        Assert.Equal(ServerFailure.Exited, failure.Failure);
        var exited = await ExpectMsgAsync<ProcessExited>(Patience);

        Assert.False(exited.Requested);
        Assert.True(exited.Exit.Confirmed);
        Assert.Contains("closed its stdout", exited.Exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_over_the_cap_ends_the_process_with_that_reason()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = Servers(Adversary("a", "mcp-long-line") with { MaxMessageBytes = 1 << 20 });
        await StartAsync(servers);

        var failure = await FailureAsync(servers, new CallTool("a", "echo", new { text = "x" }));

        Assert.Contains("max-message", failure.Message, StringComparison.Ordinal);
        Assert.Contains("max-message", (await ExpectMsgAsync<ProcessExited>(Patience)).Exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crashed_owner_is_replaced_and_its_process_reaped()
    {
        var reaper = CreateTestProbe();
        var servers = Servers(reaper, Adversary("a", "mcp-stubborn"));
        await StartAsync(servers);
        var lease = await OpenLeaseAsync();

        Sys.ActorSelection(servers.Path / "a" / "1").Tell(Kill.Instance);

        await reaper.ExpectMsgAsync<HandOver>(Patience);
        Assert.True((await lease.Extinct.WaitAsync(Patience)).Confirmed);
        Assert.Equal(2, (await StartAsync(servers)).Status.Lease);
    }

    [Fact]
    public async Task A_stop_that_waits_while_the_actor_of_a_server_crashes_is_not_forgotten()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var lease = await OpenLeaseAsync();
        var server = (IInternalActorRef)await Sys.ActorSelection(servers.Path / "a").ResolveOne(Patience);

        // A supervisor's restart after an exception, with the request between the two steps.
        server.Suspend();
        var stopped = server.Ask<ServerStopped>(new StopServer("a"), Patience);
        server.Restart(new InvalidOperationException("a test"));
        await stopped;

        Assert.True((await lease.Extinct.WaitAsync(Patience)).Confirmed);
        Assert.Equal(ServerState.Stopped, (await StatusAsync(servers)).State);
    }

    [Fact]
    public async Task A_server_whose_actor_was_killed_gets_another_one()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var lease = await OpenLeaseAsync();
        var server = await Sys.ActorSelection(servers.Path / "a").ResolveOne(Patience);
        Watch(server);

        server.Tell(Kill.Instance);
        await ExpectTerminatedAsync(server, Patience);

        Assert.True((await lease.Extinct.WaitAsync(Patience)).Confirmed);
        await UntilAsync(servers, ServerState.Ready);
        Assert.NotEqual(lease.Id, (await StatusAsync(servers)).Lease);
    }

    [Fact]
    public async Task An_unknown_server_is_answered_with_those_that_are_known()
    {
        var failure = await FailureAsync(Servers(Adversary("b"), Adversary("a")), new CallTool("c", "echo"));

        Assert.Equal(ServerFailure.UnknownServer, failure.Failure);
        Assert.Contains("'c'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a, b", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nonsense_is_refused_and_disturbs_nobody()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        var lease = (await StartAsync(servers)).Status.Lease;

        foreach (var timeout in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.MaxValue })
        {
            var reply = await servers.AnswerAsync(new CallTool("a", "echo", new { text = "x" }, timeout), Patience);
            Assert.IsType<ArgumentOutOfRangeException>(Assert.IsType<Status.Failure>(reply).Cause);
        }
        Assert.Equal(ServerFailure.UnknownServer, (await FailureAsync(servers, new StartServer(null!))).Failure);

        Assert.Equal(lease, (await StatusAsync(servers)).Lease);
    }
}
