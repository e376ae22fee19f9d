namespace McpActors.Tests.Servers;

/// <summary>Real processes that speak as servers do that nobody here wrote: they can be used, and what cannot be is told at once.</summary>
public class OddServerTests : ActorTest
{
    [Fact]
    public async Task One_bad_tool_is_named_and_leaves_the_others()
    {
        var servers = Servers(Adversary("a", "mcp-odd", "bad-tool"));

        var list = await servers.Ask<ToolList>(new ListTools("a"), Patience);

        Assert.Equal(["good", "iconic"], list.Tools.Select(tool => tool.Name));
        Assert.Equal(["Tool 'bad' is left out: it has no inputSchema.", "Tool 'iconic' is listed without its icons, which cannot be read."], list.Problems);
    }

    [Theory]
    [InlineData("unknown-content", """{"type":"hologram","of":"a cat"}""")]
    [InlineData("half-pair", "half \uFFFD of it")]
    [InlineData("nan", "not a number")]
    [InlineData("text-id", "done")]
    [InlineData("batch", "done")]
    [InlineData("prefixed", "done")]
    [InlineData("php", "x")]
    public async Task Its_answer_arrives(string kind, string text)
    {
        var servers = Servers(Adversary("a", "mcp-odd", kind));

        var result = await EchoAsync(servers);

        Assert.Equal(text, Assert.IsType<TextContentBlock>(result.Result.Content[^1]).Text);
    }

    [Fact]
    public async Task An_answer_nested_500_deep_arrives()
    {
        var servers = Servers(Adversary("a", "mcp-odd", "deep"));

        var result = await EchoAsync(servers);

        var (depth, element) = (0, result.Result.StructuredContent!.Value);
        for (; element.ValueKind == JsonValueKind.Object; depth++) element = element.GetProperty("a");
        Assert.Equal(500, depth);
    }

    [Theory]
    [InlineData("echo", "too-deep", "it is nested deeper than 1000. It begins: {\"jsonrpc\":\"2.0\"")]
    [InlineData("echo", "no-id", "I could not parse that")]
    [InlineData("ecko", "no-list", "Tool ecko is not known here")]
    public async Task What_cannot_be_had_is_told_at_once_and_opens_no_breaker(string tool, string kind, string why)
    {
        var servers = Servers(Adversary("a", "mcp-odd", kind) with { Breaker = new BreakerSettings { MaxFailures = 1 } });

        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<McpServerException>(() => servers.Ask<ToolResult>(new CallTool("a", tool, new { text = "x" }), Patience));
            Assert.Equal(ServerFailure.ProtocolError, failure.Failure);
            Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        }
        Assert.Null(Assert.Single((await StatusAsync(servers)).Processes).BreakerOpen);
    }

    [Theory]
    [InlineData("endless", 100, "it has more than 100 pages (lists.max-pages)")]
    [InlineData("empty-cursor", 1, "its next cursor is empty")]
    [InlineData("same-cursor", 2, "a cursor came a second time")]
    public async Task A_list_without_end_has_one(string kind, int count, string why)
    {
        var servers = Servers(Adversary("a", "mcp-odd", kind));

        var list = await servers.Ask<ToolList>(new ListTools("a"), Patience);

        Assert.Equal(count, list.Tools.Count);
        Assert.Contains(why, Assert.Single(list.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_over_max_message_fails_alone_and_the_process_goes_on()
    {
        var servers = Servers(Adversary("a", "mcp-odd", "long-answer") with { MaxMessageBytes = 1 << 20 });

        var failure = await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers, "long"));
        var lease = Assert.Single((await StatusAsync(servers)).Processes).Lease;
        var next = await EchoAsync(servers, "short");

        Assert.Equal(ServerFailure.ResultTooLarge, failure.Failure);
        Assert.Matches("got an answer of 3,145,[0-9]{3} bytes, more than max-message = 1,048,576 bytes. The process goes on", failure.Message);
        Assert.Equal("short", ((TextContentBlock)next.Result.Content[0]).Text);
        Assert.Equal(lease, Assert.Single((await StatusAsync(servers)).Processes).Lease);
    }

    [Fact]
    public async Task What_a_dying_server_printed_to_stdout_is_told()
    {
        var servers = Servers(Adversary("a", "mcp-odd", "says-why-on-stdout"));

        var failure = await Assert.ThrowsAsync<McpServerException>(() => EchoAsync(servers));

        Assert.Equal(ServerFailure.Exited, failure.Failure);
        Assert.Contains("Its stdout ended with:", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["Error: the database is locked"], failure.Exit!.StdoutTail);
    }

    [Fact]
    public async Task One_tool_that_hangs_leaves_the_others_open()
    {
        var servers = Servers(Adversary("a", "mcp-odd", "one-hangs") with { CallTimeout = TimeSpan.FromMilliseconds(300), Breaker = new BreakerSettings { MaxFailures = 2 } });
        await StartAsync(servers);
        for (var i = 0; i < 2; i++) Assert.Equal(ServerFailure.TimedOut, (await FailAsync(servers, "hangs")).Failure);

        Assert.Equal(ServerFailure.BreakerOpen, (await FailAsync(servers, "hangs")).Failure);
        await servers.Ask<ToolResult>(new CallTool("a", "echo", new { text = "x" }, Patience), Patience);
        Assert.Contains("Tool 'hangs'", Assert.Single((await StatusAsync(servers)).Processes).BreakerOpen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_closed_its_stdin_is_found_unresponsive_and_ended()
    {
        // Its keeper still has the pipe, so that writing to it does not fail.
        var health = new HealthSettings { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };
        var servers = Servers(Adversary("a", "mcp-odd", "closes-stdin") with { Health = health });
        foreach (var type in (Type[])[typeof(ServerUnresponsive), typeof(ProcessExited)]) Sys.EventStream.Subscribe(TestActor, type);

        Assert.Equal(ServerFailure.TimedOut, (await FailAsync(servers, "echo", TimeSpan.FromSeconds(1))).Failure);

        var unresponsive = await ExpectMsgAsync<ServerUnresponsive>(Patience);
        var exited = await ExpectMsgAsync<ProcessExited>(Patience);
        Assert.Equal(unresponsive.Lease, exited.Lease);
        Assert.False(exited.Requested);
    }

    private static Task<McpServerException> FailAsync(IActorRef servers, string tool, TimeSpan? timeout = null) =>
        Assert.ThrowsAsync<McpServerException>(() => servers.Ask<ToolResult>(new CallTool("a", tool, new { text = "x" }, timeout), Patience));
}
