using McpActors.Tests.Servers.Protocol;

namespace McpActors.Tests.Servers;

/// <summary>After consecutive failures requests are refused for a while; then one is let through.</summary>
public class BreakerTests : ProtocolTest
{
    private static readonly TimeSpan ResetTimeout = TimeSpan.FromSeconds(30), CallTimeout = TimeSpan.FromSeconds(10);
    private readonly List<string?> _changes = [];

    [Fact]
    public async Task Requests_that_time_out_in_a_row_open_it_and_the_next_is_refused_with_the_reason_and_the_time()
    {
        var server = await ConnectAsync(Settings(2));
        await TimeOutAsync(server);
        Assert.Null(Requests.BreakerOpen);
        await TimeOutAsync(server);
        Clock.Advance(TimeSpan.FromSeconds(12));

        Requests.Send(new ListPrompts("a"), TestActor);

        var refused = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.BreakerOpen, refused.Failure);
        Assert.Equal(
            "The list of prompts of server 'a' was refused, because 2 requests in a row failed; the last failure: "
            + "The list of tools of server 'a' got no answer within 10 s. The next request is let through in 18 s (breaker.reset-timeout).",
            refused.Message);
        Assert.Equal(Requests.BreakerOpen, Assert.Single(_changes));
        Assert.Equal(0, Requests.Count);
    }

    [Fact]
    public async Task A_refused_request_is_not_sent()
    {
        var server = await OpenAsync();
        await RefusedAsync();
        Clock.Advance(ResetTimeout);

        Requests.Send(new ListTools("a"), TestActor);

        // The timed-out request is cancelled; the refused one never arrived.
        Assert.Equal("notifications/cancelled", (string?)(await server.ReceiveAsync())["method"]);
        Assert.Equal("tools/list", (string?)(await server.ReceiveAsync())["method"]);
    }

    [Fact]
    public async Task An_answer_between_failures_begins_the_count_anew()
    {
        var server = await ConnectAsync(Settings(2));
        for (var i = 0; i < 3; i++)
        {
            await TimeOutAsync(server);
            await SucceedAsync(server);
        }

        Assert.Null(Requests.BreakerOpen);
        Assert.Empty(_changes);
    }

    [Theory]
    [InlineData(-32603)]
    [InlineData(-32700)]
    [InlineData(-32000)]
    [InlineData(-32602)]
    [InlineData(-32601)]
    public async Task An_error_of_whatever_code_is_an_answer(int code)
    {
        var server = await ConnectAsync(Settings(1));

        Requests.Send(new ListTools("a"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/list"), code, "no luck");

        Assert.Equal(ServerFailure.ProtocolError, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_and_a_bad_list_are_answers()
    {
        var server = await ConnectAsync(Settings(1));

        Requests.Send(new ListTools("a"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":5}""");
        Assert.Single((await ExpectMsgAsync<ToolList>(Patience)).Problems);
        Requests.Send(new ListTools("a"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[ oh""");

        Assert.Contains("cannot be read", Failure(await ExpectMsgAsync<object>(Patience)).Message, StringComparison.Ordinal);
        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task One_tool_that_is_silent_does_not_close_the_others()
    {
        var server = await ConnectAsync(Settings(2));
        for (var i = 0; i < 2; i++) await HangAsync(server, "slow");

        Requests.Send(new CallTool("a", "slow"), TestActor);
        Assert.Equal(ServerFailure.BreakerOpen, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
        Requests.Send(new CallTool("a", "quick"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/call"), """{"content":[]}""");
        await ExpectMsgAsync<ToolResult>(Patience);

        Clock.Advance(ResetTimeout);
        Requests.Send(new CallTool("a", "slow"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/call"), """{"content":[]}""");
        await ExpectMsgAsync<ToolResult>(Patience);
        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task Several_tools_that_are_silent_in_a_row_close_the_process()
    {
        var server = await ConnectAsync(Settings(3));
        await HangAsync(server, "one");
        await HangAsync(server, "two");
        await HangAsync(server, "one");

        Requests.Send(new CallTool("a", "three"), TestActor);
        Assert.Equal(ServerFailure.BreakerOpen, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
        Requests.Send(new ListTools("a"), TestActor);
        Assert.Equal(ServerFailure.BreakerOpen, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
    }

    [Fact]
    public async Task A_tools_own_error_and_a_tool_that_is_not_there_are_answers()
    {
        var server = await ConnectAsync(Settings(1));

        Requests.Send(new CallTool("a", "echo"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/call"), """{"content":[],"isError":true}""");
        Assert.True((await ExpectMsgAsync<ToolResult>(Patience)).Result.IsError);
        Requests.Send(new CallTool("a", "ecko"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/call"), -32603, "no such tool");
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[]}""");

        Assert.Equal(ServerFailure.UnknownTool, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
        Assert.Null(Requests.BreakerOpen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_argument_that_holds_nothing_is_its_callers_mistake_and_is_answered(bool disposed)
    {
        var server = await ConnectAsync(Settings(1));
        var document = JsonDocument.Parse("5");
        document.Dispose();

        Requests.Send(new CallTool("a", "echo", new Dictionary<string, JsonElement> { ["text"] = disposed ? document.RootElement : default }), TestActor);

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.ProtocolError, failure.Failure);
        Assert.Contains("Tool 'echo' of server 'a' failed: its argument 'text' has no value", failure.Message, StringComparison.Ordinal);
        Assert.Null(Requests.BreakerOpen);
        await SucceedAsync(server);
    }

    [Fact]
    public async Task What_its_caller_cancels_does_not_count()
    {
        var server = await ConnectAsync(Settings(1));
        await CancelOneAsync(server);

        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task After_the_time_one_request_is_let_through_and_its_answer_closes_it()
    {
        var server = await OpenAsync();
        Clock.Advance(ResetTimeout);

        Requests.Send(new ListTools("a"), TestActor);
        var tried = await server.ReceiveAsync("tools/list");
        Assert.Contains("A trial request is in flight", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await server.AnswerAsync(tried, """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);

        Assert.Null(Requests.BreakerOpen);
        Assert.Null(_changes[^1]);
        await SucceedAsync(server);
        Assert.Equal(2, _changes.Count);
    }

    [Fact]
    public async Task The_failure_of_the_one_opens_it_again_for_as_long()
    {
        var server = await OpenAsync();
        Clock.Advance(ResetTimeout);
        await TimeOutAsync(server);

        Assert.Contains("let through failed as well", Requests.BreakerOpen, StringComparison.Ordinal);
        Assert.Contains("in 30 s", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(2, _changes.Count);
        Clock.Advance(ResetTimeout);
        await SucceedAsync(server);
        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task Where_the_one_is_cancelled_the_next_is_the_one()
    {
        var server = await OpenAsync();
        Clock.Advance(ResetTimeout);
        await CancelOneAsync(server);

        Assert.NotNull(Requests.BreakerOpen);
        await SucceedAsync(server);
        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task The_late_answer_of_an_earlier_request_is_not_that_of_the_one()
    {
        var server = await ConnectAsync(Settings(1));
        Requests.Send(new ListTools("a", Timeout: TimeSpan.FromHours(1)), TestActor);
        var early = await server.ReceiveAsync("tools/list");
        await TimeOutAsync(server);
        Clock.Advance(ResetTimeout);
        Requests.Send(new ListTools("a"), TestActor);
        var tried = await server.ReceiveAsync("tools/list");

        await server.AnswerAsync(early, """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);
        Assert.NotNull(Requests.BreakerOpen);
        await server.AnswerAsync(tried, """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);

        Assert.Null(Requests.BreakerOpen);
    }

    [Fact]
    public async Task Without_a_number_it_never_opens()
    {
        var server = await ConnectAsync(Settings(0));
        for (var i = 0; i < 20; i++) await TimeOutAsync(server);

        await SucceedAsync(server);
        Assert.Empty(_changes);
    }

    [Fact]
    public void Of_many_that_come_at_once_exactly_one_is_let_through()
    {
        var breaker = new CallBreaker(Settings(1).Breaker, Clock);
        for (var round = 0; round < 200; round++)
        {
            Assert.True(breaker.TryEnter(out var failing, out _));
            breaker.Fail(failing, "a test");
            Clock.Advance(ResetTimeout);
            var let = new System.Collections.Concurrent.ConcurrentBag<int>();
            Parallel.For(0, 8, _ =>
            {
                if (breaker.TryEnter(out var pass, out var _)) let.Add(pass);
            });

            breaker.Succeed(Assert.Single(let));
            Assert.Null(breaker.Reason);
        }
    }

    [Fact]
    public async Task Who_asks_is_told_how_many_are_under_way_and_how_long_none_was()
    {
        var server = await ConnectAsync(Settings(1));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((0, TimeSpan.FromSeconds(3)), (Requests.Count, Requests.Unused));

        Requests.Send(new ListTools("a"), TestActor);
        Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((1, TimeSpan.Zero), (Requests.Count, Requests.Unused));
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((0, TimeSpan.FromSeconds(5)), (Requests.Count, Requests.Unused));

        Requests.Send(new ListTools("a"), TestActor);
        Requests.Close(ServerFailure.Exited, "a test", null);
        Assert.Equal(0, Requests.Count);
    }

    private static ServerSettings Settings(int maxFailures) => new()
    {
        Name = "a", Command = "none", CallTimeout = CallTimeout,
        Breaker = new BreakerSettings { MaxFailures = maxFailures, ResetTimeout = ResetTimeout },
    };

    private Task<ScriptedServer> ConnectAsync(ServerSettings settings) => ConnectAsync(settings: settings, onBreaker: _changes.Add);

    private async Task<ScriptedServer> OpenAsync()
    {
        var server = await ConnectAsync(Settings(1));
        await TimeOutAsync(server);
        Assert.NotNull(Requests.BreakerOpen);
        return server;
    }

    private async Task HangAsync(ScriptedServer server, string tool)
    {
        Requests.Send(new CallTool("a", tool), TestActor);
        await server.ReceiveAsync("tools/call");
        Clock.Advance(CallTimeout);
        Assert.Equal(ServerFailure.TimedOut, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
    }

    private async Task TimeOutAsync(ScriptedServer server)
    {
        Requests.Send(new ListTools("a"), TestActor);
        await server.ReceiveAsync("tools/list");
        Clock.Advance(CallTimeout);
        Assert.Equal(ServerFailure.TimedOut, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
    }

    private async Task SucceedAsync(ScriptedServer server)
    {
        Requests.Send(new ListTools("a"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);
    }

    private async Task CancelOneAsync(ScriptedServer server)
    {
        Requests.Send(new CallTool("a", "echo") { CallId = "mine" }, TestActor);
        await server.ReceiveAsync("tools/call");
        Requests.Cancel("mine");
        Assert.Equal(ServerFailure.Cancelled, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
    }

    private async Task<McpServerException> RefusedAsync()
    {
        Requests.Send(new ListPrompts("a"), TestActor);
        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.BreakerOpen, failure.Failure);
        return failure;
    }
}
