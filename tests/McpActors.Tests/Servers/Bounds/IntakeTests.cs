using McpActors.Tests.Servers.Protocol;

namespace McpActors.Tests.Servers.Bounds;

/// <summary>
/// When reading from a server pauses, which messages are then skipped, and which never are. Message by message, in
/// manual time.
/// </summary>
public class IntakeTests : ProtocolTest
{
    private const string Sample = """{"messages":[{"role":"user","content":{"type":"text","text":"2+2?"}}],"maxTokens":10}""";
    private const string Echo = """{"content":[{"type":"text","text":"done"}]}""";

    private static readonly ServerSettings Settings = new() { Name = "a", Command = "none", MaxServerRequests = 2, MaxNotifications = 100 };

    [Fact]
    public async Task Beyond_max_server_requests_nothing_is_read_until_one_is_answered()
    {
        var answers = new List<TaskCompletionSource<CreateMessageResult>>();
        var server = await ConnectAsync(settings: Settings, handlers: Answering(answers));
        Sys.EventStream.Subscribe(TestActor, typeof(ToolsChanged));
        await server.SayAsync(Request(1), Request(2), Request(3), ScriptedServer.Notification("notifications/tools/list_changed", "{}"));
        await UntilAsync(() => Requests.ReadingPaused is not null);

        Assert.Equal("2 requests of its own are not answered yet (max-server-requests)", Requests.ReadingPaused);
        await UntilAsync(() => Count(answers) == 2);
        Assert.False(HasMessages);
        answers[0].SetResult(new CreateMessageResult { Model = "m", Content = [] });

        await server.ReceiveAsync();
        await ExpectMsgAsync<ToolsChanged>(Patience);
        await UntilAsync(() => Count(answers) == 3);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Requests.ReadingPaused);
    }

    [Fact]
    public async Task What_the_server_takes_back_makes_room_when_its_handler_has_ended()
    {
        var answers = new List<TaskCompletionSource<CreateMessageResult>>();
        var server = await ConnectAsync(settings: Settings, handlers: Answering(answers));
        await server.SayAsync(Request(1), Request(2));
        await UntilAsync(() => Count(answers) == 2);
        // The handlers ignore their tokens.
        await server.NotifyAsync("notifications/cancelled", """{"requestId":1}""");
        await server.NotifyAsync("notifications/cancelled", """{"requestId":2}""");
        await UntilAsync(async () =>
        {
            await server.SayAsync(Request(3));
            return Requests.ReadingPaused is not null;
        });
        var begun = Count(answers);

        answers[0].SetResult(new CreateMessageResult { Model = "m", Content = [] });

        await UntilAsync(() => Count(answers) > begun);
    }

    [Fact]
    public async Task A_server_that_is_not_read_is_not_judged_by_its_silence()
    {
        var answers = new List<TaskCompletionSource<CreateMessageResult>>();
        var server = await ConnectAsync(settings: Settings, handlers: Answering(answers));
        var watch = new HealthWatch(Connection, Requests, Settings.Health, Clock);
        Clock.Advance(Settings.Health.Interval);
        Assert.Equal(HealthStep.Probe, watch.Look().Step);
        await server.SayAsync(Request(1), Request(2), Request(3));
        await UntilAsync(() => Connection.IsHeld);

        Clock.Advance(Settings.Health.Timeout + Settings.Health.Timeout);

        Assert.Equal((HealthStep.Wait, Settings.Health.Interval), watch.Look());
    }

    [Fact]
    public async Task Beyond_max_notifications_reading_pauses_and_nothing_is_lost()
    {
        const int Many = 350;
        var server = await ConnectAsync(settings: Settings);
        var seen = 0;
        Sys.EventStream.Subscribe(Sys.ActorOf(Props.Create(() => new Counting(() => Interlocked.Increment(ref seen)))), typeof(ServerLogged));

        await server.SayAsync([.. Enumerable.Range(0, Many).Select(LogMessage)]);

        await UntilAsync(() => Requests.ReadingPaused is not null && Volatile.Read(ref seen) > 50);
        Assert.Contains("more than 100 unsolicited messages a second", Requests.ReadingPaused, StringComparison.Ordinal);
        Assert.InRange(Volatile.Read(ref seen), 50, 110);
        await UntilAsync(() =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return Volatile.Read(ref seen) == Many;
        });
    }

    [Fact]
    public async Task While_a_call_waits_the_noise_before_its_answer_is_skipped_and_a_change_is_said_once()
    {
        const int Many = 5000;
        var server = await ConnectAsync(settings: Settings);
        var caller = CreateTestProbe();
        Sys.EventStream.Subscribe(TestActor, typeof(ToolsChanged));
        Requests.Send(new CallTool("a", "echo"), caller);
        var call = await server.ReceiveAsync("tools/call");

        // The clock stands still: only a waiting call lets this be read.
        await server.SayAsync(
        [
            .. Enumerable.Range(0, Many).Select(LogMessage),
            .. Enumerable.Repeat(ScriptedServer.Notification("notifications/tools/list_changed", "{}"), Many),
            $$$"""{"jsonrpc":"2.0","id":{{{call["id"]!.ToJsonString()}}},"result":{{{Echo}}}}""",
        ]);

        await caller.ExpectMsgAsync<ToolResult>(Patience);
        var changes = 0;
        await ExpectMsgAsync<ToolsChanged>(Patience);
        for (changes = 1; HasMessages; changes++) await ExpectMsgAsync<ToolsChanged>(Patience);
        // Once for each piece of the stream that was read.
        Assert.InRange(changes, 1, Many / 10);
    }

    [Fact]
    public async Task A_call_that_comes_in_a_pause_ends_it()
    {
        var server = await ConnectAsync(settings: Settings);
        await server.SayAsync([.. Enumerable.Range(0, 1000).Select(LogMessage)]);
        await UntilAsync(() => Requests.ReadingPaused is not null);

        Requests.Send(new CallTool("a", "echo"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/call"), Echo);

        await ExpectMsgAsync<ToolResult>(Patience);
    }

    [Fact]
    public async Task Zero_is_no_limit()
    {
        const int Many = 20_000;
        var server = await ConnectAsync(settings: Settings with { MaxNotifications = 0 });
        var seen = 0;
        Sys.EventStream.Subscribe(Sys.ActorOf(Props.Create(() => new Counting(() => Interlocked.Increment(ref seen)))), typeof(ServerLogged));

        await server.SayAsync([.. Enumerable.Range(0, Many).Select(LogMessage)]);

        await UntilAsync(() => Volatile.Read(ref seen) == Many);
        Assert.Null(Requests.ReadingPaused);
    }

    [Theory]
    [InlineData("Hello!")]
    [InlineData("{ \"jsonrpc\":")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1,2,3]")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}")]
    public async Task What_is_no_message_is_warned_of_once_and_skipped(string text)
    {
        var server = await ConnectAsync();

        await EventFilter.Warning(contains: "'a' prints text that is not JSON-RPC").ExpectOneAsync(Patience, async () =>
        {
            await server.SayAsync(text, text, text);
            Requests.Send(new CallTool("a", "echo"), TestActor);
            await server.AnswerAsync(await server.ReceiveAsync("tools/call"), Echo);
            await ExpectMsgAsync<ToolResult>(Patience);
        });
    }

    [Fact]
    public async Task An_answer_with_a_character_that_is_not_UTF_8_is_an_answer()
    {
        var server = await ConnectAsync();
        Requests.Send(new CallTool("a", "echo"), TestActor);
        var call = await server.ReceiveAsync("tools/call");

        await server.WriteAsync(
            [.. Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{call["id"]!.ToJsonString()}},"result":{"content":[{"type":"text","text":"caf"""), 0xE9, .. "\"}]}}\n"u8]);

        var result = await ExpectMsgAsync<ToolResult>(Patience);
        Assert.Equal("caf\uFFFD", Assert.IsType<TextContentBlock>(Assert.Single(result.Result.Content)).Text);
    }

    private static string LogMessage(int number) => ScriptedServer.Notification("notifications/message", $$"""{"level":"info","data":{{number}}}""");

    private static string Request(int id) => $$"""{"jsonrpc":"2.0","id":{{id}},"method":"sampling/createMessage","params":{{Sample}}}""";

    private static McpHandlers Answering(List<TaskCompletionSource<CreateMessageResult>> answers) => new()
    {
        Sampling = (_, _, _) =>
        {
            var answer = new TaskCompletionSource<CreateMessageResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (answers) answers.Add(answer);
            return answer.Task;
        },
    };

    private static int Count(List<TaskCompletionSource<CreateMessageResult>> answers)
    {
        lock (answers) return answers.Count;
    }

    private sealed class Counting : ReceiveActor
    {
        public Counting(Action count) => ReceiveAny(_ => count());
    }
}
