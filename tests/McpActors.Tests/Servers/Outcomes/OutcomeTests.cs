using McpActors.Tests.Servers.Protocol;

namespace McpActors.Tests.Servers.Outcomes;

/// <summary>Each failure of a request says whether the server may have acted on it.</summary>
public class OutcomeTests : ProtocolTest
{
    private const string MayHaveActed = "The server may have acted on it.";

    private const string NeverSeen = "The server never saw it.";

    private static readonly CallTool Call = new("a", "echo", new { text = "x" }) { CallId = "1" };

    [Fact]
    public async Task An_error_is_an_answer()
    {
        var server = await ConnectAsync();
        Requests.Send(Call with { Tool = "known" }, TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/call"), -32603, "the disk is full");
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[{"name":"known","inputSchema":{"type":"object"}}]}""");

        Check(await FailureAsync(), ServerFailure.ProtocolError, RequestOutcome.Answered);
    }

    [Fact]
    public async Task So_is_one_that_cannot_be_read_and_the_explanation_of_an_error()
    {
        var server = await ConnectAsync();
        Requests.Send(Call, TestActor);
        await server.SayAsync($$"""{"jsonrpc":"2.0","id":{{(await server.ReceiveAsync("tools/call"))["id"]!.ToJsonString()}}}""");
        Check(await FailureAsync(), ServerFailure.ProtocolError, RequestOutcome.Answered);

        Requests.Send(Call, TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/call"), -32602, "no such tool");
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[]}""");
        Check(await FailureAsync(), ServerFailure.UnknownTool, RequestOutcome.Answered);
    }

    [Fact]
    public async Task A_request_that_was_sent_and_timed_out_may_have_been_acted_on()
    {
        var server = await ConnectAsync();
        Requests.Send(Call with { Timeout = TimeSpan.FromSeconds(5) }, TestActor);
        await server.ReceiveAsync("tools/call");
        Clock.Advance(TimeSpan.FromSeconds(6));

        Check(await FailureAsync(), ServerFailure.TimedOut, RequestOutcome.Unknown);
    }

    [Fact]
    public async Task One_that_was_cancelled_may_have_been_acted_on()
    {
        var server = await ConnectAsync();
        Requests.Send(Call, TestActor);
        await server.ReceiveAsync("tools/call");
        Requests.Cancel("1");

        Check(await FailureAsync(), ServerFailure.Cancelled, RequestOutcome.Unknown);
    }

    [Fact]
    public async Task One_whose_process_ended_may_have_been_acted_on_and_the_end_is_told_behind_that()
    {
        var server = await ConnectAsync();
        Requests.Send(Call, TestActor);
        await server.ReceiveAsync("tools/call");
        Requests.Close(ServerFailure.Exited, "its process ended during the call", new ExitReport { Confirmed = true, Pid = 7, ExitCode = 3 });

        var failure = await FailureAsync();
        Check(failure, ServerFailure.Exited, RequestOutcome.Unknown);
        Assert.Contains("ended during the call. The server may have acted on it. Process 7: exit code 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_after_the_process_has_ended_was_never_sent()
    {
        await ConnectAsync();
        Requests.Close(ServerFailure.Exited, "its process ended during the call", null);
        Requests.Send(Call, TestActor);

        Check(await FailureAsync(), ServerFailure.Exited, RequestOutcome.NotSent);
    }

    [Fact]
    public async Task What_cannot_be_sent_was_never_sent()
    {
        await ConnectAsync();
        Requests.Send(new CallTool("a", "echo", new Dictionary<string, System.Text.Json.JsonElement> { ["text"] = default }), TestActor);

        Check(await FailureAsync(), ServerFailure.ProtocolError, RequestOutcome.NotSent);
    }

    [Fact]
    public async Task What_an_open_breaker_refuses_was_never_sent_and_does_not_say_of_itself_what_was_said_of_another()
    {
        var server = await ConnectAsync(settings: new ServerSettings { Name = "a", Command = "none", Breaker = new BreakerSettings { MaxFailures = 1 } });
        Requests.Send(Call with { Timeout = TimeSpan.FromSeconds(5) }, TestActor);
        await server.ReceiveAsync("tools/call");
        Clock.Advance(TimeSpan.FromSeconds(6));
        await FailureAsync();
        Requests.Send(Call, TestActor);

        var refused = await FailureAsync();
        Assert.Equal((ServerFailure.BreakerOpen, RequestOutcome.NotSent), (refused.Failure, refused.Outcome));
        Assert.DoesNotContain(MayHaveActed, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_was_given_up_is_never_handed_over_and_one_of_which_the_pipe_took_nothing_was_not_sent()
    {
        var given = new McpActors.Stdio.Delivery(null!);
        Assert.True(given.TryWithdraw());
        Assert.False(given.TryHandOver(out _));

        var handed = new McpActors.Stdio.Delivery(null!);
        Assert.True(handed.TryHandOver(out var isFirst) && isFirst);
        Assert.True(handed.TryHandOver(out isFirst) && !isFirst);
        Assert.False(handed.TryWithdraw());
        handed.TakeBack();
        Assert.True(handed.TryWithdraw());
    }

    private async Task<McpServerException> FailureAsync() => Failure(await ExpectMsgAsync<object>(Patience));

    private static void Check(McpServerException failure, ServerFailure kind, RequestOutcome outcome)
    {
        Assert.Equal((kind, outcome), (failure.Failure, failure.Outcome));
        Assert.Equal(outcome == RequestOutcome.Unknown ? 2 : 1, failure.Message.Split(MayHaveActed).Length);
        Assert.Equal(outcome == RequestOutcome.NotSent ? 2 : 1, failure.Message.Split(NeverSeen).Length);
    }
}
