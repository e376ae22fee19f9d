namespace McpActors.Tests.Servers.Protocol;

/// <summary>Each request follows the protocol, and its answer is a record.</summary>
public class RequestTests : ProtocolTest
{
    private static readonly Dictionary<string, string> City = new() { ["city"] = "Par" };

    public static TheoryData<IServerRequest, string, string, string, string> Requests_and_answers() => new()
    {
        { new ListTools("a"), "tools/list", "{}", """{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}""", "echo" },
        { new ListPrompts("a"), "prompts/list", "{}", """{"prompts":[{"name":"greet"}]}""", "greet" },
        {
            new GetPrompt("a", "greet", City), "prompts/get", """{"name":"greet","arguments":{"city":"Par"}}""",
            """{"messages":[{"role":"user","content":{"type":"text","text":"Hello"}}]}""", "greet Hello"
        },
        { new ListResources("a"), "resources/list", "{}", """{"resources":[{"uri":"demo://1","name":"one"}]}""", "demo://1" },
        {
            new ListResourceTemplates("a"), "resources/templates/list", "{}",
            """{"resourceTemplates":[{"uriTemplate":"demo://{n}","name":"any"}]}""", "demo://{n}"
        },
        {
            new ReadResource("a", "demo://1"), "resources/read", """{"uri":"demo://1"}""",
            """{"contents":[{"uri":"demo://1","text":"what it holds"}]}""", "demo://1 what it holds"
        },
        {
            new Complete("a", new PromptReference { Name = "greet" }, "name", "J", City), "completion/complete",
            """{"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"name","value":"J"},"context":{"arguments":{"city":"Par"}}}""",
            """{"completion":{"values":["Jo","Jim"],"total":2,"hasMore":false}}""", "name Jo Jim"
        },
        { new Subscribe("a", "demo://1"), "resources/subscribe", """{"uri":"demo://1"}""", "{}", "demo://1" },
        { new Unsubscribe("a", "demo://1"), "resources/unsubscribe", """{"uri":"demo://1"}""", "{}", "demo://1" },
        { new SetLoggingLevel("a", LoggingLevel.Warning), "logging/setLevel", """{"level":"warning"}""", "{}", "Warning" },
    };

    [Theory]
    [MemberData(nameof(Requests_and_answers))]
    public async Task Each_is_sent_and_answered(IServerRequest request, string method, string parameters, string result, string expected)
    {
        var server = await ConnectAsync();

        Requests.Send(request, TestActor);
        var sent = await server.ReceiveAsync();
        await server.AnswerAsync(sent, result);

        Assert.Equal(method, (string?)sent["method"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(parameters), sent["params"] ?? new JsonObject()), sent.ToJsonString());
        Assert.Equal(expected, Essence(await ExpectMsgAsync<object>(Patience)));
    }

    [Fact]
    public async Task Each_says_what_was_asked_of_whom_when_it_is_refused()
    {
        var server = await ConnectAsync();
        foreach (var row in Requests_and_answers())
        {
            Requests.Send((IServerRequest)row[0], TestActor);
            await server.RefuseAsync(await server.ReceiveAsync(), -32601, "Method not found");

            var failure = Failure(await ExpectMsgAsync<object>(Patience));
            Assert.Equal((ServerFailure.ProtocolError, "a"), (failure.Failure, failure.Server));
            Assert.Contains("server 'a' was refused: it does not speak that part of the protocol", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_on_several_pages_is_one()
    {
        var server = await ConnectAsync();

        Requests.Send(new ListResources("a"), TestActor);
        await server.AnswerAsync(
            await server.ReceiveAsync("resources/list"), """{"resources":[{"uri":"demo://1","name":"one"}],"nextCursor":"more"}""");
        var next = await server.ReceiveAsync("resources/list");
        await server.AnswerAsync(next, """{"resources":[{"uri":"demo://2","name":"two"}]}""");

        Assert.Equal("more", (string?)next["params"]!["cursor"]);
        Assert.Equal(["demo://1", "demo://2"], (await ExpectMsgAsync<ResourceList>(Patience)).Resources.Select(resource => resource.Uri));
    }

    private static string Essence(object answer) => answer switch
    {
        ToolList list => Assert.Single(list.Tools).Name,
        PromptList list => Assert.Single(list.Prompts).Name,
        PromptResult result => $"{result.Prompt} {((TextContentBlock)Assert.Single(result.Result.Messages).Content).Text}",
        ResourceList list => Assert.Single(list.Resources).Uri,
        ResourceTemplateList list => Assert.Single(list.Templates).UriTemplate,
        ResourceResult result => $"{result.Uri} {((TextResourceContents)Assert.Single(result.Result.Contents)).Text}",
        CompletionResult result => $"{result.Argument} {string.Join(' ', result.Completion.Values)}",
        Subscribed subscribed => subscribed.Uri,
        Unsubscribed unsubscribed => unsubscribed.Uri,
        LoggingLevelSet set => $"{set.Level}",
        _ => $"{answer}",
    };
}
