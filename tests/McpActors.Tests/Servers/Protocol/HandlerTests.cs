using ModelContextProtocol;

namespace McpActors.Tests.Servers.Protocol;

/// <summary>The platform answers a server's requests; a mistake of the platform affects only that answer.</summary>
public class HandlerTests : ProtocolTest
{
    private const string Sample = """{"messages":[{"role":"user","content":{"type":"text","text":"2+2?"}}],"maxTokens":10}""";
    private const string Elicit = """{"message":"Your name?","requestedSchema":{"type":"object","properties":{"name":{"type":"string"}}}}""";

    [Fact]
    public async Task Each_is_asked_with_the_name_of_the_server_and_its_answer_is_sent()
    {
        var asked = new List<string>();
        var server = await ConnectAsync(handlers: new McpHandlers
        {
            Roots = (name, _, _) =>
            {
                asked.Add(name);
                return Task.FromResult(new ListRootsResult { Roots = [new Root { Uri = "file:///srv" }] });
            },
            Sampling = (name, request, _) =>
            {
                asked.Add($"{name} {((TextContentBlock)request.Messages[0].Content[0]).Text}");
                return Task.FromResult(new CreateMessageResult { Model = "m", Content = [new TextContentBlock { Text = "4" }] });
            },
            Elicitation = (name, request, _) =>
            {
                asked.Add($"{name} {request.Message}");
                return Task.FromResult(new ElicitResult { Action = "decline" });
            },
        });

        Assert.Equal("file:///srv", (string?)(await AskAsync(server, "roots/list", "{}"))["result"]!["roots"]![0]!["uri"]);
        Assert.Equal("m", (string?)(await AskAsync(server, "sampling/createMessage", Sample))["result"]!["model"]);
        Assert.Equal("decline", (string?)(await AskAsync(server, "elicitation/create", Elicit))["result"]!["action"]);

        Assert.Equal(["a", "a 2+2?", "a Your name?"], asked);
        Assert.Equal(["elicitation", "roots", "sampling"], Advertised(server));
    }

    [Theory]
    [InlineData("roots/list", "{}")]
    [InlineData("sampling/createMessage", Sample)]
    [InlineData("elicitation/create", Elicit)]
    public async Task What_has_no_handler_is_neither_advertised_nor_done(string method, string parameters)
    {
        var server = await ConnectAsync();

        var answer = await AskAsync(server, method, parameters);

        Assert.Equal(-32601, (int?)answer["error"]!["code"]);
        Assert.Empty(Advertised(server));
        await AssertAliveAsync(server);
    }

    [Theory]
    [InlineData(ScriptedServer.Old)]
    [InlineData(ScriptedServer.New)]
    public async Task What_can_be_asked_by_url_is_said(string version)
    {
        var server = await ConnectAsync(version, handlers: new McpHandlers { Elicitation = (_, _, _) => null!, SupportsUrlElicitation = true });

        Assert.Equal("""{"form":{},"url":{}}""", server.ClientCapabilities!["elicitation"]!.ToJsonString());
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("throws later")]
    [InlineData("gives no task")]
    [InlineData("gives null")]
    [InlineData("is cancelled by itself")]
    public async Task One_that_fails_is_an_error_to_the_server_and_a_warning_and_says_nothing_of_itself(string how)
    {
        var server = await ConnectAsync(handlers: new McpHandlers
        {
            Sampling = (_, _, _) => how switch
            {
                "throws" => throw new InvalidOperationException("the key is s3cret"),
                "throws later" => Task.FromException<CreateMessageResult>(new InvalidOperationException("the key is s3cret")),
                "gives no task" => null!,
                "gives null" => Task.FromResult<CreateMessageResult>(null!),
                _ => Task.FromCanceled<CreateMessageResult>(new CancellationToken(canceled: true)),
            },
        });

        JsonObject? answer = null;
        await EventFilter.Warning(contains: "Server 'a' sent sampling/createMessage, but the platform's handler failed")
            .ExpectOneAsync(Patience, async () => answer = await AskAsync(server, "sampling/createMessage", Sample));

        Assert.Equal(-32603, (int?)answer!["error"]!["code"]);
        Assert.DoesNotContain("s3cret", answer.ToJsonString(), StringComparison.Ordinal);
        await AssertAliveAsync(server);
    }

    [Fact]
    public async Task One_that_has_something_to_say_to_the_server_can()
    {
        var server = await ConnectAsync(handlers: new McpHandlers
        {
            Sampling = (_, _, _) => throw new McpProtocolException("The user said no.", (McpErrorCode)(-1)),
        });

        var answer = await AskAsync(server, "sampling/createMessage", Sample);

        Assert.Equal((-1, "The user said no."), ((int?)answer["error"]!["code"], (string?)answer["error"]!["message"]));
    }

    [Fact]
    public async Task What_the_server_takes_back_is_cancelled_though_the_handler_does_not_look()
    {
        var asked = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await ConnectAsync(handlers: new McpHandlers
        {
            Elicitation = (_, _, cancellation) =>
            {
                asked.SetResult(cancellation);
                return new TaskCompletionSource<ElicitResult>().Task;
            },
        });
        await server.SayAsync(Request("elicitation/create", Elicit));
        var cancellation = await asked.Task.WaitAsync(Patience);
        var cancelled = new TaskCompletionSource();
        using var registration = cancellation.Register(cancelled.SetResult);

        await server.NotifyAsync("notifications/cancelled", """{"requestId":77}""");

        await cancelled.Task.WaitAsync(Patience);
        await AssertAliveAsync(server);
    }

    [Fact]
    public async Task From_2026_on_what_a_call_needs_is_asked_in_its_answer()
    {
        var server = await ConnectAsync(ScriptedServer.New, handlers: new McpHandlers
        {
            Elicitation = (name, _, _) => Task.FromResult(new ElicitResult { Action = name }),
        });
        Requests.Send(new CallTool("a", "work"), TestActor);
        var call = await server.ReceiveAsync("tools/call");
        await server.AnswerAsync(call, $$$"""
            {"resultType":"input_required","inputRequests":{"who":{"method":"elicitation/create","params":{{{Elicit}}}}},"requestState":"s"}
            """.ReplaceLineEndings(""));

        var again = await server.ReceiveAsync("tools/call");
        await server.AnswerAsync(again, """{"content":[]}""");

        Assert.Equal("a", (string?)again["params"]!["inputResponses"]!["who"]!["action"]);
        await ExpectMsgAsync<ToolResult>(Patience);
    }

    private static async Task<JsonObject> AskAsync(ScriptedServer server, string method, string parameters)
    {
        await server.SayAsync(Request(method, parameters));
        var answer = await server.ReceiveAsync();
        Assert.Equal(77, (int?)answer["id"]);
        return answer;
    }

    private async Task AssertAliveAsync(ScriptedServer server)
    {
        Requests.Send(new ListTools("a"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);
    }

    private static IEnumerable<string> Advertised(ScriptedServer server) =>
        server.ClientCapabilities!.AsObject().Select(capability => capability.Key).Order(StringComparer.Ordinal);

    private static string Request(string method, string parameters) =>
        $$$"""{"jsonrpc":"2.0","id":77,"method":"{{{method}}}","params":{{{parameters}}}}""";
}
