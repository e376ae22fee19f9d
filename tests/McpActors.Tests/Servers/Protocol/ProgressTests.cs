namespace McpActors.Tests.Servers.Protocol;

/// <summary>Progress arrives in order; it extends a call, but not for ever.</summary>
public class ProgressTests : ProtocolTest
{
    private const string Done = """{"content":[{"type":"text","text":"done"}]}""";

    private static readonly ServerSettings Limited = new()
    {
        Name = "a", Command = "none", CallTimeout = TimeSpan.FromSeconds(10), MaxCallTimeout = TimeSpan.FromSeconds(25),
    };

    [Fact]
    public async Task All_of_it_is_told_in_order_and_before_the_answer()
    {
        const int Many = 200;
        var server = await ConnectAsync();
        Requests.Send(Call(TestActor) with { CallId = "mine" }, TestActor);
        var call = await server.ReceiveAsync("tools/call");

        // In one write, so that only their order separates them.
        var token = Token(call)!.ToJsonString();
        await server.SayAsync(
        [
            .. Enumerable.Range(1, Many).Select(i => Progress(token, $$""" "progress":{{i}},"total":{{Many}},"message":"step {{i}}" """)),
            $$$"""{"jsonrpc":"2.0","id":{{{call["id"]!.ToJsonString()}}},"result":{{{Done}}}}""",
        ]);

        for (var i = 1; i <= Many; i++) await ExpectMsgAsync(new ToolProgress("a", "work", "mine", i, Many, $"step {i}"), Patience);
        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Fact]
    public async Task Where_nobody_listens_none_is_asked_for()
    {
        var server = await ConnectAsync();

        Requests.Send(Call(null), TestActor);

        Assert.Null(Token(await server.ReceiveAsync("tools/call")));
    }

    [Fact]
    public async Task A_token_that_comes_back_as_text_is_the_same_and_no_total_is_no_mistake()
    {
        var server = await ConnectAsync();
        Requests.Send(Call(TestActor), TestActor);
        var call = await server.ReceiveAsync("tools/call");

        await server.SayAsync(Progress($"\"{Token(call)}\"", "\"progress\":0.5"));

        await ExpectMsgAsync(new ToolProgress("a", "work", null, 0.5, null, null), Patience);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"progressToken":1}""")]
    [InlineData("""{"progressToken":1,"progress":"half"}""")]
    [InlineData("""{"progressToken":1.5,"progress":1}""")]
    [InlineData("""{"progressToken":{},"progress":1}""")]
    [InlineData("""{"progressToken":99,"progress":1}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_is_no_progress_is_passed_over_and_the_call_goes_on(string parameters)
    {
        var server = await ConnectAsync();
        Requests.Send(Call(TestActor), TestActor);
        var call = await server.ReceiveAsync("tools/call");

        await server.NotifyAsync("notifications/progress", parameters);
        await server.AnswerAsync(call, Done);

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_with_its_time_and_the_server_is_told()
    {
        var server = await ConnectAsync(settings: Limited);
        Requests.Send(Call(null), TestActor);
        var call = await server.ReceiveAsync("tools/call");

        Clock.Advance(TimeSpan.FromSeconds(10));

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal((ServerFailure.TimedOut, "Tool 'work' of server 'a' got no answer within 10 s. The server may have acted on it."), (failure.Failure, failure.Message));
        await AssertCancelledAsync(server, call);
    }

    [Fact]
    public async Task Each_progress_begins_its_time_anew()
    {
        var server = await ConnectAsync(settings: Limited);
        var call = await ProgressEveryNineSecondsAsync(server, times: 2);

        await server.AnswerAsync(call, Done);

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Fact]
    public async Task A_progress_that_stops_is_no_reason_to_wait_on()
    {
        var server = await ConnectAsync(settings: Limited);
        var call = await ProgressEveryNineSecondsAsync(server, times: 1);

        Clock.Advance(TimeSpan.FromSeconds(10));

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.TimedOut, failure.Failure);
        Assert.Contains("neither an answer nor progress within 10 s", failure.Message, StringComparison.Ordinal);
        await AssertCancelledAsync(server, call);
    }

    [Fact]
    public async Task Progress_without_end_is_ended_by_max_call_timeout()
    {
        var server = await ConnectAsync(settings: Limited);
        var call = await ProgressEveryNineSecondsAsync(server, times: 2);

        Clock.Advance(TimeSpan.FromSeconds(7));

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.TimedOut, failure.Failure);
        Assert.Contains("within 25 s, its max-call-timeout", failure.Message, StringComparison.Ordinal);
        await AssertCancelledAsync(server, call);
    }

    [Fact]
    public async Task A_call_that_asks_for_more_than_max_call_timeout_gets_that()
    {
        var server = await ConnectAsync(settings: Limited);
        Requests.Send(Call(null) with { Timeout = TimeSpan.FromHours(1) }, TestActor);
        await server.ReceiveAsync("tools/call");

        Clock.Advance(TimeSpan.FromSeconds(25));

        Assert.Contains("max-call-timeout", Failure(await ExpectMsgAsync<object>(Patience)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_server_and_no_other()
    {
        var server = await ConnectAsync();
        Requests.Send(Call(null) with { CallId = "mine" }, TestActor);
        var mine = await server.ReceiveAsync("tools/call");
        Requests.Send(Call(null) with { CallId = "other" }, TestActor);
        var other = await server.ReceiveAsync("tools/call");

        Requests.Cancel("mine");

        Assert.Equal(ServerFailure.Cancelled, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
        await AssertCancelledAsync(server, mine);
        await server.AnswerAsync(other, Done);
        await ExpectMsgAsync<ToolResult>(Patience);
    }

    private async Task<JsonObject> ProgressEveryNineSecondsAsync(ScriptedServer server, int times)
    {
        var listener = CreateTestProbe();
        Requests.Send(Call(listener), TestActor);
        var call = await server.ReceiveAsync("tools/call");
        for (var i = 1; i <= times; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(9));
            await server.SayAsync(Progress(Token(call)!.ToJsonString(), $"\"progress\":{i}"));
            await listener.ExpectMsgAsync<ToolProgress>(Patience);
        }
        return call;
    }

    private static async Task AssertCancelledAsync(ScriptedServer server, JsonObject call)
    {
        var cancelled = await server.ReceiveAsync("notifications/cancelled");
        Assert.True(JsonNode.DeepEquals(call["id"], cancelled["params"]!["requestId"]), cancelled.ToJsonString());
    }

    private static CallTool Call(IActorRef? progressTo) => new("a", "work") { ProgressTo = progressTo };

    private static JsonNode? Token(JsonObject call) => call["params"]!["_meta"]?["progressToken"];

    private static string Progress(string token, string rest) =>
        ScriptedServer.Notification("notifications/progress", $$"""{"progressToken":{{token}},{{rest}}}""");
}
