namespace McpActors.Tests.Servers.Protocol;

/// <summary>An answer is an answer: what came fails or answers its request at once, and is never silence.</summary>
public class AnswerTests : ProtocolTest
{
    private const string Echo = """{"content":[{"type":"text","text":"done"}]}""";

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"ID","result":ECHO}""")]
    [InlineData("""{"jsonrpc":"2.0","id":ID.0,"result":ECHO}""")]
    [InlineData("""{"id":ID,"result":ECHO}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":ID,"result":ECHO},{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}]""")]
    [InlineData("""Thinking... {"jsonrpc":"2.0","id":ID,"result":ECHO}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}{"jsonrpc":"2.0","id":ID,"result":ECHO}""")]
    [InlineData("""{"result":ECHO,"jsonrpc":"2.0","id":ID,"spent":NaN}""")]
    [InlineData("""{"jsonrpc":"2.0","id":ID,"error":null,"result":ECHO}""")]
    public async Task It_is_matched_however_it_is_written(string line)
    {
        var (server, id) = await AskAsync();

        await server.SayAsync(line.Replace("ID", id, StringComparison.Ordinal).Replace("ECHO", Echo, StringComparison.Ordinal));

        Assert.Equal("done", ((TextContentBlock)(await ExpectMsgAsync<ToolResult>(Patience)).Result.Content[0]).Text);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":ID,"result":{"content":[oops]}}""", "it is no JSON at byte")]
    [InlineData("""{"jsonrpc":"2.0","id":ID}""", "it has neither a result nor an error")]
    [InlineData("""{"jsonrpc":"2.0","id":{"n":ID},"result":ECHO}""", "its id is an object")]
    [InlineData("""{"jsonrpc":"2.0","id":"call-ID","result":ECHO}""", "no request had that")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":ECHO}""", "its id is null")]
    [InlineData("""{"jsonrpc":"2.0","result":ECHO}""", "it has no id")]
    public async Task One_that_cannot_be_read_fails_its_request_at_once_with_its_fault_and_the_log_says_so(string line, string fault)
    {
        var (server, id) = await AskAsync();

        await EventFilter.Warning(contains: "unreadable answer").ExpectOneAsync(Patience, () =>
            server.SayAsync(line.Replace("ID", id, StringComparison.Ordinal).Replace("ECHO", Echo, StringComparison.Ordinal)));

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.ProtocolError, failure.Failure);
        Assert.Contains("got an answer that cannot be read: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_without_an_id_is_nobodys_where_several_are_open()
    {
        var (server, id) = await AskAsync();
        Requests.Send(new ListTools("a"), TestActor);
        await server.ReceiveAsync("tools/list");

        await EventFilter.Warning(contains: "an error without an id").ExpectOneAsync(Patience, () =>
            server.SayAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"no luck"}}"""));
        await server.SayAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Echo}}}}""");

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Theory]
    [InlineData("Method not found: notifications/initialized", -32601)]
    [InlineData("Method not found", -32601)]
    public async Task An_error_that_answers_a_notification_fails_no_request(string message, int code)
    {
        var (server, id) = await AskAsync();

        await server.SayAsync(
            $$$"""{"jsonrpc":"2.0","id":null,"error":{"code":{{{code}}},"message":"{{{message}}}"}}""", $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Echo}}}}""");

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":null}""")]
    public async Task An_empty_answer_to_a_notification_fails_no_request(string answer)
    {
        var (server, id) = await AskAsync();

        await server.SayAsync(answer, $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Echo}}}}""");

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public async Task An_error_whose_id_is_nobodys_is_that_of_the_only_request(string id)
    {
        var (server, _) = await AskAsync();

        await server.SayAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32700,"message":"I could not parse that"}}""");
        await RefuseLookAsync(server);

        Assert.Contains("was refused: I could not parse that", Failure(await ExpectMsgAsync<object>(Patience)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_no_request_has_yet_fails_none()
    {
        var (server, id) = await AskAsync();

        await server.SayAsync("""{"jsonrpc":"2.0","id":1000000,"result":{}}""", $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Echo}}}}""");

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Fact]
    public async Task An_answer_over_max_message_fails_its_own_request_and_the_next_is_answered()
    {
        var (server, id) = await AskAsync(new ServerSettings { Name = "a", Command = "none", MaxMessageBytes = 10_000 });
        Requests.Send(new ListTools("a"), TestActor);
        var list = await server.ReceiveAsync("tools/list");

        // As the TypeScript SDK writes it: the id comes last.
        await server.SayAsync($$$"""{"result":{"content":[{"type":"text","text":"{{{new string('x', 3_000_000)}}}"}]},"jsonrpc":"2.0","id":{{{id}}}}""");

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.ResultTooLarge, failure.Failure);
        Assert.Contains("more than max-message = 10,000 bytes", failure.Message, StringComparison.Ordinal);
        await server.AnswerAsync(list, """{"tools":[]}""");
        await ExpectMsgAsync<ToolList>(Patience);
    }

    [Fact]
    public async Task An_unknown_tool_is_told_in_the_servers_own_words_and_with_those_that_there_are()
    {
        var (server, id) = await AskAsync();
        await server.SayAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32602,"message":"never heard of it"}}""");
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[{"name":"other","inputSchema":{"type":"object"}},{"name":"bad"}]}""");

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(ServerFailure.UnknownTool, failure.Failure);
        Assert.Equal("Server 'a' has no tool 'echo': never heard of it. It has: other.", failure.Message);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":LIST,"error":{"code":-32603,"message":"the list is broken"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":LIST,"result":{"tools":[oops]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":LIST,"result":{"tools":[{"name":"echo"}]}}""")]
    public async Task A_look_that_fails_replaces_nothing(string list)
    {
        var (server, id) = await AskAsync();
        await server.SayAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32602,"message":"never heard of it"}}""");
        var look = await server.ReceiveAsync("tools/list");
        await server.SayAsync(list.Replace("LIST", look["id"]!.ToJsonString(), StringComparison.Ordinal));

        var failure = Failure(await ExpectMsgAsync<object>(Patience));
        Assert.Equal(("Tool 'echo' of server 'a' was refused: never heard of it", ServerFailure.ProtocolError), (failure.Message, failure.Failure));
    }

    [Theory]
    [InlineData(3, 10_000, 64 << 20, "it has more than 3 pages (lists.max-pages)", 6)]
    [InlineData(100, 5, 64 << 20, "it has more than 5 items (lists.max-items)", 5)]
    [InlineData(100, 10_000, 1 << 10, "it is longer than 1024 bytes (lists.max-size)", null)]
    public async Task A_list_without_end_ends_at_a_limit_and_says_at_which(int pages, int items, int size, string why, int? count)
    {
        var server = await ConnectAsync(settings: new ServerSettings
        {
            Name = "a", Command = "none", Lists = new ListSettings { MaxPages = pages, MaxItems = items, MaxBytes = size },
        });
        Requests.Send(new ListTools("a"), TestActor);
        for (var page = 1; !HasMessages && page < 50; page++)
        {
            var asked = server.ReceiveAsync("tools/list");
            if (await Task.WhenAny(asked, UntilAsync(() => HasMessages)) != asked) break;
            await server.AnswerAsync(await asked, Page($"{page}", $"a{page}", $"b{page}"));
        }

        var list = await ExpectMsgAsync<ToolList>(Patience);
        Assert.Contains(why, Assert.Single(list.Problems), StringComparison.Ordinal);
        if (count is { } expected) Assert.Equal(expected, list.Tools.Count);
    }

    [Theory]
    [InlineData("", "its next cursor is empty", 1)]
    [InlineData("again", "a cursor came a second time", 2)]
    public async Task A_cursor_that_leads_nowhere_ends_the_list(string cursor, string why, int pages)
    {
        var server = await ConnectAsync();
        Requests.Send(new ListTools("a"), TestActor);
        for (var page = 0; page < pages; page++)
            await server.AnswerAsync(await server.ReceiveAsync("tools/list"), Page(cursor, $"a{page}", "same"));

        var list = await ExpectMsgAsync<ToolList>(Patience);
        // A tool that comes again on a later page is the same tool.
        Assert.Equal(pages + 1, list.Tools.Count);
        Assert.Contains(why, Assert.Single(list.Problems), StringComparison.Ordinal);
    }

    private static string Page(string cursor, params string[] tools) =>
        $$$"""{"tools":[{{{string.Join(',', tools.Select(tool => $"{{\"name\":\"{tool}\",\"inputSchema\":{{\"type\":\"object\"}}}}"))}}}],"nextCursor":"{{{cursor}}}"}""";

    // The question whether there is such a tool.
    private static async Task RefuseLookAsync(ScriptedServer server) =>
        await server.RefuseAsync(await server.ReceiveAsync("tools/list"), -32601, "Method not found");

    private async Task<(ScriptedServer Server, string Id)> AskAsync(ServerSettings? settings = null)
    {
        var server = await ConnectAsync(settings: settings);
        Requests.Send(new CallTool("a", "echo"), TestActor);
        return (server, (await server.ReceiveAsync("tools/call"))["id"]!.ToJsonString());
    }
}
