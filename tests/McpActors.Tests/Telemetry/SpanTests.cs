using McpActors.Telemetry;
using McpActors.Tests.Servers.Protocol;

namespace McpActors.Tests.Telemetry;

/// <summary>Spans of requests, message by message.</summary>
public sealed class SpanTests : ProtocolTest
{
    private const string Done = """{"content":[{"type":"text","text":"done"}]}""";

    [Fact]
    public async Task A_server_is_told_whose_work_a_call_is_part_of()
    {
        using var listener = new Listener();
        var server = await ConnectAsync();
        CallTool message;
        using var work = new Activity("the caller's work").Start();
        message = new CallTool("a", "work");
        work.Stop();

        Requests.Send(message with { ProgressTo = TestActor }, TestActor);

        var call = await server.ReceiveAsync("tools/call");
        var meta = call["params"]!["_meta"]!.AsObject();
        await server.AnswerAsync(call, Done);
        await ExpectMsgAsync<ToolResult>(Patience);
        var span = Assert.Single(await listener.SpansAsync(1));
        Assert.Equal((work.TraceId, work.SpanId), (span.TraceId, span.ParentSpanId));
        Assert.Equal(span.Id, (string?)meta["traceparent"]);
        Assert.NotNull(meta["progressToken"]);
    }

    [Fact]
    public async Task Where_nobody_listens_a_server_is_told_nothing_and_a_message_holds_nothing()
    {
        var server = await ConnectAsync();
        using var work = new Activity("the caller's work").Start();
        var message = new CallTool("a", "work");

        Requests.Send(message, TestActor);

        Assert.Null((await server.ReceiveAsync("tools/call"))["params"]!["_meta"]?["traceparent"]);
        Assert.Null(message.Origin);
    }

    [Fact]
    public async Task Each_request_has_the_name_and_the_attributes_of_the_conventions()
    {
        using var listener = new Listener();
        var server = await ConnectAsync(capabilities: """{"prompts":{},"resources":{}}""");

        Requests.Send(new GetPrompt("a", "greet"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("prompts/get"), -32602, "no such prompt");
        await ExpectMsgAsync<Status.Failure>(Patience);
        Requests.Send(new ReadResource("a", "file:///x"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("resources/read"), """{"contents":[]}""");
        await ExpectMsgAsync<ResourceResult>(Patience);
        Requests.Send(new CallTool("a", "work"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/call"), """{"isError":true,"content":[{"type":"text","text":"no disk"}]}""");
        await ExpectMsgAsync<ToolResult>(Patience);

        var spans = (await listener.SpansAsync(3)).ToDictionary(span => span.OperationName);
        var prompt = spans["prompts/get greet"];
        Assert.Equal(("greet", "-32602", "-32602"), (prompt.GetTagItem("gen_ai.prompt.name"), prompt.GetTagItem("error.type"), prompt.GetTagItem("rpc.response.status_code")));
        Assert.Equal("file:///x", spans["resources/read"].GetTagItem("mcp.resource.uri"));
        Assert.Null(spans["resources/read"].GetTagItem("error.type"));
        var tool = spans["tools/call work"];
        Assert.Equal(("tool_error", ActivityStatusCode.Error, null), (tool.GetTagItem("error.type"), tool.Status, tool.StatusDescription));
    }

    [Fact]
    public async Task What_a_server_says_about_a_failure_is_cut_and_its_secrets_are_hidden()
    {
        using var listener = new Listener();
        var server = await ConnectAsync(
            settings: new ServerSettings { Name = "a", Command = "none", Environment = new Dictionary<string, string> { ["API_KEY"] = "hunter2hunter2" } });

        Requests.Send(new ListTools("a"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/list"), -32603, $"no luck with hunter2hunter2 {new string('x', 100_000)}");
        await ExpectMsgAsync<Status.Failure>(Patience);

        var said = Assert.Single(await listener.SpansAsync(1)).StatusDescription!;
        Assert.Contains("no luck with *** xxx", said, StringComparison.Ordinal);
        Assert.Equal(403, said.Length);
    }

    [Fact]
    public async Task Of_a_resource_neither_credentials_nor_the_values_of_its_query_are_traced_or_told()
    {
        using var listener = new Listener();
        var server = await ConnectAsync(capabilities: """{"resources":{}}""");

        Requests.Send(new ReadResource("a", "https://me:pw-12@x.org/a?sig=s3&n=1#t0k"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("resources/read"), -32602, "no such resource");

        Assert.Contains("Resource 'https://***@x.org/a?sig=***&n=***#***'", Failure(await ExpectMsgAsync<Status.Failure>(Patience)).Message, StringComparison.Ordinal);
        Assert.Equal("https://***@x.org/a?sig=***&n=***#***", Assert.Single(await listener.SpansAsync(1)).GetTagItem("mcp.resource.uri"));
    }

    [Theory]
    [InlineData("file:///home/me/a@b?c", "file:///home/me/a@b?***")]
    [InlineData("custom:a@b", "custom:a@b")]
    [InlineData("x://u@h", "x://***@h")]
    [InlineData("x://h/p?a=1&b&=c&", "x://h/p?a=***&***&=***&***")]
    [InlineData("not a uri at all", "not a uri at all")]
    public void A_uri_is_shown_without_what_may_be_secret_in_it(string uri, string shown) => Assert.Equal(shown, ShownUri.Of(uri));

    [Fact]
    public async Task An_error_has_no_secret_in_its_cause_either_and_is_of_bounded_length()
    {
        var server = await ConnectAsync(
            settings: new ServerSettings { Name = "a", Command = "none", Environment = new Dictionary<string, string> { ["ANYTHING"] = "hunter2hunter2" } });

        Requests.Send(new ListTools("a"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/list"), -32603, $"no luck with hunter2hunter2 {new string('x', 1_000_000)}");

        var failure = Failure(await ExpectMsgAsync<Status.Failure>(Patience));
        Assert.Contains("no luck with *** xxx", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 1000, 20_000);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(-32603, (int)Assert.IsType<ModelContextProtocol.McpProtocolException>(failure.InnerException).ErrorCode);
    }

    private sealed class Listener : IDisposable
    {
        private readonly System.Threading.Channels.Channel<Activity> _spans = System.Threading.Channels.Channel.CreateUnbounded<Activity>();
        private readonly ActivityListener _listener;

        public Listener()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == McpActorsTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => _spans.Writer.TryWrite(span),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public async Task<IReadOnlyList<Activity>> SpansAsync(int count)
        {
            var spans = new List<Activity>();
            while (spans.Count < count) spans.Add(await _spans.Reader.ReadAsync().AsTask().WaitAsync(Patience));
            return spans;
        }

        public void Dispose() => _listener.Dispose();
    }
}
