namespace McpActors.Tests.Servers.Handshakes;

/// <summary>Every server starts, whatever it makes of the question which handshake it speaks, and is asked at most once.</summary>
public class HandshakeTests : HandshakeTest
{
    private const string Initialized = "initialize notifications/initialized tools/call", Discovered = "server/discover tools/call";

    // Short of the two seconds that silence costs, with room for a busy machine.
    private static readonly TimeSpan NoSilence = TimeSpan.FromSeconds(1.9), Silence = TimeSpan.FromSeconds(1.9);

    [Theory]
    // A second process takes its place, and is asked to initialize first.
    [InlineData("exits", "server/discover", Initialized)]
    [InlineData("exits-quietly", "server/discover", Initialized)]
    [InlineData("aborts", "server/discover", Initialized)]
    [InlineData("closes-stdout", "server/discover", Initialized)]
    [InlineData("null-id-exits", "server/discover", Initialized)]
    [InlineData("refuses-and-exits", "server/discover", Initialized)]
    // Never beside the first one, which may have what only one process can have.
    [InlineData("alone", "server/discover", Initialized)]
    // The same process is asked to initialize.
    [InlineData("like-initialize", "server/discover " + Initialized)]
    [InlineData("discovers-old", "server/discover " + Initialized)]
    [InlineData("draft-version", "server/discover " + Initialized)]
    [InlineData("dual-versions", Discovered)]
    [InlineData("legacy", "server/discover " + Initialized)]
    [InlineData("list-first", "server/discover " + Initialized)]
    [InlineData("nonsense", "server/discover " + Initialized)]
    [InlineData("empty", "server/discover " + Initialized)]
    [InlineData("null", "server/discover " + Initialized)]
    [InlineData("wrong-error", "server/discover " + Initialized)]
    [InlineData("old-version", "server/discover " + Initialized)]
    [InlineData("modern", Discovered)]
    [InlineData("dual", Discovered)]
    [InlineData("bad-name", Discovered)]
    public async Task It_starts_at_once_and_the_first_process_was_asked_once(string kind, params string[] seen)
    {
        var servers = Host(Greets(kind));

        await UseAsync(servers);

        Assert.Equal(seen, Seen());
        Assert.Equal(0, (await StatusAsync(servers)).Restarts);
    }

    [Theory]
    [InlineData("exits", Initialized)]
    [InlineData("closes-stdout", Initialized)]
    [InlineData("ignores", Initialized)]
    [InlineData("garbage", Initialized)]
    // Its refusal costs nothing, and an upgraded one would not refuse.
    [InlineData("legacy", "server/discover " + Initialized)]
    [InlineData("modern", Discovered)]
    public async Task It_is_addressed_at_once_as_it_speaks_the_next_time(string kind, string seen)
    {
        var servers = Host(Greets(kind));
        await UseAsync(servers);
        var before = Seen().Length;

        var elapsed = await UseAsync(servers);

        Assert.Equal([seen], Seen()[before..]);
        Assert.True(elapsed < NoSilence, $"{elapsed}");
    }

    [Theory]
    [InlineData("ignores")]
    [InlineData("garbage")]
    public async Task Silence_costs_two_seconds_once(string kind)
    {
        var elapsed = await UseAsync(Host(Greets(kind)));

        Assert.InRange(elapsed, Silence, TimeSpan.FromSeconds(6));
        Assert.Equal(["server/discover " + Initialized], Seen());
    }

    [Fact]
    public async Task One_that_speaks_only_the_newest_protocol_and_comes_up_late_is_not_refused()
    {
        var servers = Host(Greets("late-2600:modern"));

        await UseAsync(servers);

        // Asked to initialize when it was silent, it has refused; the question had reached it all the same.
        Assert.Equal(["server/discover initialize", Discovered], Seen());
        await UseAsync(servers);
        Assert.Equal(Discovered, Seen()[2]);
    }

    [Fact]
    public async Task One_that_speaks_both_and_comes_up_late_serves_in_the_same_process_and_is_asked_patiently_from_then_on()
    {
        var servers = Host(Greets("late-2600:dual"));

        await UseAsync(servers);
        Assert.Equal(["server/discover " + Initialized], Seen());

        await UseAsync(servers);
        Assert.Equal(Discovered, Seen()[1]);
    }

    [Fact]
    public async Task An_old_one_that_comes_up_late_is_sent_nothing_but_the_question_before_initialize()
    {
        await UseAsync(Host(Greets("late-2600:legacy")));

        Assert.Equal(["server/discover " + Initialized], Seen());
    }

    [Fact]
    public async Task One_that_comes_up_late_and_exits_at_the_question_is_started_again()
    {
        await UseAsync(Host(Greets("late-2600:exits")));

        Assert.Equal(["server/discover", Initialized], Seen());
    }

    [Theory]
    [InlineData("needs-modern-after", Initialized, "initialize", Discovered)]
    [InlineData("needs-legacy-after", Discovered, "server/discover", Initialized)]
    public async Task What_is_remembered_and_wrong_is_unlearnt_in_the_same_start(string kind, string first, string wrong, string second)
    {
        var servers = Host(Greets(kind, At("upgraded")));
        await UseAsync(servers);
        Assert.Equal(first, Seen()[^1]);
        var before = Seen().Length;
        await File.WriteAllTextAsync(At("upgraded"), "");

        await UseAsync(servers);
        await UseAsync(servers);

        Assert.Equal([wrong, second, second], Seen()[before..]);
        Assert.Equal(0, (await StatusAsync(servers)).Restarts);
    }

    [Theory]
    [InlineData(ServerProtocol.Legacy, "exits", Initialized)]
    [InlineData(ServerProtocol.Legacy, "ignores", Initialized)]
    [InlineData(ServerProtocol.Legacy, "dual", Initialized)]
    [InlineData(ServerProtocol.Legacy, "old-version", Initialized)]
    [InlineData(ServerProtocol.Modern, "dual", Discovered)]
    [InlineData(ServerProtocol.Modern, "late-2600:modern", Discovered)]
    public async Task Where_the_protocol_is_given_nothing_else_is_tried(ServerProtocol protocol, string kind, string seen)
    {
        await UseAsync(Host(Greets(kind) with { Protocol = protocol }));

        Assert.Equal([seen], Seen());
    }

    [Theory]
    [InlineData(ServerProtocol.Legacy, "modern", "initialize")]
    [InlineData(ServerProtocol.Modern, "legacy", "server/discover")]
    [InlineData(ServerProtocol.Modern, "exits", "server/discover")]
    public async Task Where_the_given_protocol_is_the_wrong_one_the_start_fails(ServerProtocol protocol, string kind, string seen)
    {
        var failure = await FailureAsync(Host(Greets(kind) with { Protocol = protocol }), new StartServer("a"));

        Assert.Equal(ServerFailure.StartFailed, failure.Failure);
        Assert.Equal([seen], Seen());
    }

    [Fact]
    public async Task The_first_process_is_seen_by_nobody_as_a_failure()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(IProcessEvent));
        var servers = Host(Greets("exits"));

        // A call that waits for the start is answered, and no restart is needed: there is none.
        var result = await EchoAsync(servers);

        Assert.False(result.Result.IsError);
        Assert.Equal(1, (await ExpectMsgAsync<ProcessStarted>(Patience)).Lease);
        var exited = await ExpectMsgAsync<ProcessExited>(Patience);
        Assert.Equal((1, true, true), (exited.Lease, exited.Requested, exited.Exit.Confirmed));
        Assert.Equal(2, (await ExpectMsgAsync<ProcessStarted>(Patience)).Lease);
        Assert.Equal(2, (await ExpectMsgAsync<ProcessReady>(Patience)).Lease);
    }

    [Fact]
    public async Task One_that_ends_at_any_message_is_tried_twice_and_its_end_is_told()
    {
        var failure = await FailureAsync(Host(Greets("crashes")), new StartServer("a"));

        Assert.Equal(ServerFailure.StartFailed, failure.Failure);
        Assert.Contains("exit code 3 (rung self)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["server/discover", "initialize"], Seen());
    }

    [Fact]
    public async Task One_that_ends_without_having_read_anything_is_not_tried_again()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessStarted));

        var failure = await FailureAsync(Host(Adversary("a", "mcp-exits", "4", "no config") with { Restart = new RestartSettings { MaxRestarts = 0 } }), new StartServer("a"));

        Assert.Contains("no config", failure.Message, StringComparison.Ordinal);
        await ExpectMsgAsync<ProcessStarted>(Patience);
        Assert.False(HasMessages);
    }

    [Fact]
    public async Task A_refusal_to_initialize_is_told_and_not_tried_again()
    {
        var failure = await FailureAsync(Host(Greets("refuses")), new StartServer("a"));

        Assert.Contains("an API key is missing", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["server/discover initialize"], Seen());
    }

    [Fact]
    public async Task Both_processes_share_the_time_of_one_start()
    {
        var settings = Greets("late-1500:stalls") with { StartupTimeout = TimeSpan.FromSeconds(3) };

        var failure = await FailureAsync(Host(settings), new StartServer("a"));

        Assert.Contains("did not answer the handshake within 3 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_works_for_ever_on_an_unknown_message_is_asked_to_initialize_by_the_next_start()
    {
        var servers = Host(Greets("deaf-after") with { StartupTimeout = TimeSpan.FromSeconds(3) });
        await FailureAsync(servers, new StartServer("a"));

        await UseAsync(servers);

        Assert.Equal(["server/discover", Initialized], Seen());
    }

    [Fact]
    public async Task A_start_that_is_stopped_meanwhile_goes_on_with_no_other_process()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessStarted));
        var servers = Host(Greets("late-1000:exits"));
        servers.Tell(new StartServer("a"), CreateTestProbe());
        await ExpectMsgAsync<ProcessStarted>(Patience);

        await StopAsync(servers);

        Assert.Equal(ServerState.Stopped, (await StatusAsync(servers)).State);
        Assert.Empty(Ledger.Open);
        Assert.False(HasMessages);
    }
}
