using McpActors.Tests.Servers.Protocol;

namespace McpActors.Tests.Servers;

/// <summary>When a health check is sent, which messages answer it, and what follows without an answer.</summary>
public class HealthCheckTests : ProtocolTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(15), CallTimeout = TimeSpan.FromSeconds(60);
    private static readonly (HealthStep, TimeSpan) AskNow = (HealthStep.Probe, Timeout), AskForList = (HealthStep.List, Timeout),
        AskBoth = (HealthStep.Both, Timeout), ItIsMute = (HealthStep.Unresponsive, TimeSpan.Zero);

    private HealthWatch _watch = null!;

    [Fact]
    public async Task It_is_asked_when_it_has_said_nothing_for_the_interval_and_not_before()
    {
        await WatchAsync();
        Assert.Equal(Again(20), _watch.Look());
        Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(Again(1), _watch.Look());

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AskNow, _watch.Look());
    }

    [Fact]
    public async Task Any_message_is_a_sign_of_life_before_it_is_asked()
    {
        var server = await WatchAsync();
        Clock.Advance(TimeSpan.FromSeconds(19));
        await SayAsync(server);

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Again(19), _watch.Look());
    }

    [Fact]
    public async Task Any_message_is_a_sign_of_life_when_it_is_asked()
    {
        var server = await AskedAsync();
        await SayAsync(server);

        Clock.Advance(Timeout);

        Assert.Equal(Again(5), _watch.Look());
    }

    [Fact]
    public async Task Without_any_it_is_asked_for_a_list_when_the_timeout_is_over_and_is_mute_after_another_and_not_before()
    {
        await AskedAsync();
        Assert.Equal(Again(15), _watch.Look());
        Clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(Again(1), _watch.Look());

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AskForList, _watch.Look());
        Clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(Again(1), _watch.Look());
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ItIsMute, _watch.Look());
        Assert.Equal(TimeSpan.FromSeconds(50), _watch.Silence);
    }

    [Fact]
    public async Task One_that_answers_only_for_a_list_lives_and_is_asked_for_that_from_then_on()
    {
        var server = await AskedAsync();
        Clock.Advance(Timeout);
        Assert.Equal(AskForList, _watch.Look());
        await AnswerListAsync(server);

        Assert.True(_watch.OnListAnswered());
        Assert.Equal(Again(20), _watch.Look());
        Clock.Advance(Interval);
        // Once in its life it is asked both: it may be another version than the one that was asked before.
        Assert.Equal(AskBoth, _watch.Look());
        await AnswerListAsync(server);
        Assert.False(_watch.OnListAnswered());
        Clock.Advance(Interval);
        Assert.Equal(AskForList, _watch.Look());
        Clock.Advance(Timeout);
        Assert.Equal(ItIsMute, _watch.Look());
    }

    [Fact]
    public async Task One_that_was_only_slow_is_asked_the_lighter_question_again()
    {
        var server = await AskedAsync();
        Clock.Advance(Timeout);
        Assert.Equal(AskForList, _watch.Look());

        // The answer to the first question, which nobody waits for any more.
        await server.SayAsync("""{"jsonrpc":"2.0","id":77,"result":{}}""");
        await AnswerListAsync(server);

        Assert.False(_watch.OnListAnswered());
        Clock.Advance(Interval);
        Assert.Equal(AskNow, _watch.Look());
    }

    [Fact]
    public async Task One_that_is_known_to_ignore_it_and_answers_after_all_is_asked_it_again()
    {
        var server = await WatchAsync(ignoresProbe: true);
        Clock.Advance(Interval);
        Assert.Equal(AskBoth, _watch.Look());
        await SayAsync(server);

        Assert.True(_watch.OnProbeAnswered());
        Assert.False(_watch.OnProbeAnswered());
        Clock.Advance(Interval);
        Assert.Equal(AskNow, _watch.Look());
    }

    [Theory]
    [InlineData("""{"tools":{}}""", "tools/list")]
    [InlineData("""{"prompts":{},"resources":{}}""", "prompts/list")]
    [InlineData("""{"resources":{}}""", "resources/list")]
    [InlineData("{}", "tools/list")]
    public async Task It_is_asked_for_a_list_that_it_has_and_an_error_is_an_answer(string capabilities, string method)
    {
        var server = await ConnectAsync(capabilities: capabilities);

        var probe = Connection.ProbeListAsync(Patience);
        var asked = await server.ReceiveAsync();
        Assert.Equal((method, method), ((string?)asked["method"], Connection.ListProbe));
        await server.RefuseAsync(asked, -32601, "no such thing");

        Assert.True(await probe.WaitAsync(Patience));
    }

    [Fact]
    public async Task While_a_request_is_under_way_it_is_not_asked()
    {
        var server = await WatchAsync();
        Requests.Send(new ListTools("a"), TestActor);
        var request = await server.ReceiveAsync("tools/list");
        Clock.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(Again(20), _watch.Look());
        await server.AnswerAsync(request, """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);

        Assert.Equal(Again(20), _watch.Look());
    }

    [Fact]
    public async Task A_slow_one_that_was_asked_just_when_a_request_came_is_not_mute()
    {
        var server = await AskedAsync();
        Requests.Send(new ListTools("a"), TestActor);
        var request = await server.ReceiveAsync("tools/list");
        Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(Again(20), _watch.Look());

        await server.AnswerAsync(request, """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);

        Assert.Equal(Again(20), _watch.Look());
    }

    [Fact]
    public async Task One_that_answered_neither_is_mute_when_the_request_has_timed_out()
    {
        var server = await AskedAsync();
        Requests.Send(new ListTools("a"), TestActor);
        await server.ReceiveAsync("tools/list");
        Clock.Advance(CallTimeout);
        Assert.Equal(ServerFailure.TimedOut, Failure(await ExpectMsgAsync<object>(Patience)).Failure);

        // Messages that arrived meanwhile do not matter: there was a moment without an excuse.
        Requests.Send(new ListTools("a"), TestActor);
        Assert.Equal(AskForList, _watch.Look());
        Clock.Advance(CallTimeout);
        Assert.Equal(ServerFailure.TimedOut, Failure(await ExpectMsgAsync<object>(Patience)).Failure);

        Assert.Equal(ItIsMute, _watch.Look());
    }

    [Fact]
    public async Task A_request_that_timed_out_before_that_is_no_such_moment()
    {
        var server = await AskedAsync();
        Requests.Send(new ListTools("a", TimeSpan.FromSeconds(5)), TestActor);
        await server.ReceiveAsync("tools/list");
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ServerFailure.TimedOut, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
        Requests.Send(new ListTools("a"), TestActor);
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Again(20), _watch.Look());
    }

    [Fact]
    public async Task One_that_could_not_be_asked_is_asked_again_and_not_judged()
    {
        await AskedAsync();
        Assert.Equal(Interval, _watch.TakeBack());
        Clock.Advance(Interval);

        Assert.Equal(AskNow, _watch.Look());
    }

    [Theory]
    [InlineData(ScriptedServer.Old, "ping")]
    [InlineData(ScriptedServer.New, "server/discover")]
    public async Task It_is_asked_what_its_protocol_has_and_an_error_is_an_answer(string version, string method)
    {
        var server = await WatchAsync(version);
        Clock.Advance(Interval);
        Assert.Equal(AskNow, _watch.Look());

        var probe = Connection.ProbeAsync(Patience);
        var asked = await server.ReceiveAsync();
        Assert.Equal((method, method), ((string?)asked["method"], Connection.Probe));
        await server.RefuseAsync(asked, -32603, "not now");
        Assert.True(await probe.WaitAsync(Patience));

        Clock.Advance(Timeout);
        Assert.Equal(Again(5), _watch.Look());
    }

    [Fact]
    public async Task What_it_was_asked_is_taken_back_when_the_timeout_is_over()
    {
        var server = await WatchAsync();

        var probe = Connection.ProbeAsync(Timeout);
        var asked = await server.ReceiveAsync("ping");
        Clock.Advance(Timeout);
        Assert.False(await probe.WaitAsync(Patience));

        var taken = await server.ReceiveAsync("notifications/cancelled");
        Assert.Equal(asked["id"]!.ToJsonString(), taken["params"]!["requestId"]!.ToJsonString());
    }

    private static (HealthStep, TimeSpan) Again(int seconds) => (HealthStep.Wait, TimeSpan.FromSeconds(seconds));

    private async Task<ScriptedServer> WatchAsync(string version = ScriptedServer.Old, bool ignoresProbe = false)
    {
        var health = new HealthSettings { Interval = Interval, Timeout = Timeout };
        var settings = new ServerSettings { Name = "a", Command = "none", Health = health, CallTimeout = CallTimeout };
        var server = await ConnectAsync(version, settings: settings);
        _watch = new HealthWatch(Connection, Requests, health, Clock, ignoresProbe);
        return server;
    }

    private async Task<ScriptedServer> AskedAsync()
    {
        var server = await WatchAsync();
        Clock.Advance(Interval);
        Assert.Equal(AskNow, _watch.Look());
        return server;
    }

    // The answer to a question that this test has not sent, because the watch only says that it is to be: one message is one sign of life.
    private async Task AnswerListAsync(ScriptedServer server)
    {
        var before = Connection.Received;
        await server.SayAsync("""{"jsonrpc":"2.0","id":99,"result":{"tools":[]}}""");
        await UntilAsync(() => Connection.Received > before);
    }

    private async Task SayAsync(ScriptedServer server)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ToolsChanged));
        await server.NotifyAsync("notifications/tools/list_changed", "{}");
        await ExpectMsgAsync<ToolsChanged>(Patience);
    }
}
