namespace McpActors.Tests.Servers.Protocol;

/// <summary>
/// From protocol 2026-07-28 on a client gets the events that it listens to, and sends its logging level with each
/// request.
/// </summary>
public class ListenTests : ProtocolTest
{
    private const string Changing = """{"tools":{"listChanged":true},"resources":{"subscribe":true},"prompts":{"listChanged":false}}""";

    [Fact]
    public async Task It_listens_to_the_lists_that_change_and_to_no_other()
    {
        var server = await ConnectAsync(ScriptedServer.New, Changing);

        var listen = await server.ReceiveAsync();

        Assert.Equal("subscriptions/listen", (string?)listen["method"]);
        Assert.Equal("""{"toolsListChanged":true}""", listen["params"]!["notifications"]!.ToJsonString());
    }

    [Theory]
    [InlineData(ScriptedServer.New, """{"tools":{}}""")]
    [InlineData(ScriptedServer.Old, Changing)]
    public async Task Where_there_is_nothing_to_listen_to_it_does_not(string version, string capabilities)
    {
        var server = await ConnectAsync(version, capabilities);

        Requests.Send(new ListTools("a"), TestActor);

        Assert.Equal("tools/list", (string?)(await server.ReceiveAsync())["method"]);
    }

    [Fact]
    public async Task A_subscription_is_a_listen_that_the_server_has_agreed_to()
    {
        var server = await ConnectAsync(ScriptedServer.New);
        Requests.Send(new Subscribe("a", "demo://1"), TestActor);
        var listen = await server.ReceiveAsync("subscriptions/listen");
        Assert.Equal("""{"resourceSubscriptions":["demo://1"]}""", listen["params"]!["notifications"]!.ToJsonString());

        await AgreeAsync(server, listen, """{"resourceSubscriptions":["demo://1"]}""");

        await ExpectMsgAsync(new Subscribed("a", "demo://1"), Patience);
        // Later requests find it open.
        Requests.Send(new Subscribe("a", "demo://1"), TestActor);
        await ExpectMsgAsync(new Subscribed("a", "demo://1"), Patience);
    }

    [Fact]
    public async Task To_unsubscribe_takes_the_listen_back()
    {
        var server = await ConnectAsync(ScriptedServer.New);
        var listen = await SubscribeAsync(server);

        Requests.Send(new Unsubscribe("a", "demo://1"), TestActor);

        await ExpectMsgAsync(new Unsubscribed("a", "demo://1"), Patience);
        Assert.Equal((string?)listen["id"], (string?)(await server.ReceiveAsync("notifications/cancelled"))["params"]!["requestId"]);
        await SubscribeAsync(server);
    }

    [Fact]
    public async Task A_server_that_does_not_agree_refuses()
    {
        var server = await ConnectAsync(ScriptedServer.New);
        Requests.Send(new Subscribe("a", "demo://1"), TestActor);
        var listen = await server.ReceiveAsync("subscriptions/listen");

        await AgreeAsync(server, listen, "{}");

        Assert.Contains("does not report changes of demo://1", Failure(await ExpectMsgAsync<object>(Patience)).Message, StringComparison.Ordinal);
        await server.ReceiveAsync("notifications/cancelled");
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_request_refuses()
    {
        var server = await ConnectAsync(ScriptedServer.New);
        Requests.Send(new Subscribe("a", "demo://1"), TestActor);

        await server.RefuseAsync(await server.ReceiveAsync("subscriptions/listen"), -32601, "Method not found");

        Assert.Equal(ServerFailure.ProtocolError, Failure(await ExpectMsgAsync<object>(Patience)).Failure);
    }

    [Fact]
    public async Task A_subscription_that_the_server_ends_is_warned_of_and_can_be_had_again()
    {
        var server = await ConnectAsync(ScriptedServer.New);
        var listen = await SubscribeAsync(server);

        await EventFilter.Warning(contains: "'a' no longer reports changes of demo://1").ExpectOneAsync(
            Patience, () => server.AnswerAsync(listen, "{}"));

        await SubscribeAsync(server);
    }

    [Fact]
    public async Task The_logging_level_goes_with_every_request_after_it()
    {
        var server = await ConnectAsync(ScriptedServer.New, """{"logging":{}}""");
        Requests.Send(new SetLoggingLevel("a", LoggingLevel.Notice), TestActor);
        await ExpectMsgAsync(new LoggingLevelSet("a", LoggingLevel.Notice), Patience);

        Requests.Send(new ListTools("a"), TestActor);

        var meta = (await server.ReceiveAsync())["params"]!["_meta"]!;
        Assert.Equal("notice", (string?)meta["io.modelcontextprotocol/logLevel"]);
    }

    [Fact]
    public async Task A_server_without_a_log_has_no_level()
    {
        await ConnectAsync(ScriptedServer.New);

        Requests.Send(new SetLoggingLevel("a", LoggingLevel.Notice), TestActor);

        Assert.Equal(
            "The logging level Notice of server 'a' was refused: it does not offer its log. The server never saw it.", Failure(await ExpectMsgAsync<object>(Patience)).Message);
    }

    private async Task<JsonObject> SubscribeAsync(ScriptedServer server)
    {
        Requests.Send(new Subscribe("a", "demo://1"), TestActor);
        var listen = await server.ReceiveAsync("subscriptions/listen");
        await AgreeAsync(server, listen, """{"resourceSubscriptions":["demo://1"]}""");
        await ExpectMsgAsync<Subscribed>(Patience);
        return listen;
    }

    private static Task AgreeAsync(ScriptedServer server, JsonObject listen, string granted) => server.NotifyAsync(
        "notifications/subscriptions/acknowledged",
        $$$"""{"notifications":{{{granted}}},"_meta":{"io.modelcontextprotocol/subscriptionId":{{{listen["id"]!.ToJsonString()}}}}}""");
}
