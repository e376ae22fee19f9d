namespace McpActors.Tests.Servers.Protocol;

/// <summary>A server's notifications are on the event stream, with its name.</summary>
public class ServerEventTests : ProtocolTest
{
    public ServerEventTests() => Sys.EventStream.Subscribe(TestActor, typeof(IServerEvent));

    public static TheoryData<string, string, IServerEvent> Notifications() => new()
    {
        { "notifications/tools/list_changed", "{}", new ToolsChanged("a") },
        { "notifications/prompts/list_changed", "{}", new PromptsChanged("a") },
        { "notifications/resources/list_changed", "{}", new ResourcesChanged("a") },
        { "notifications/resources/updated", """{"uri":"demo://1"}""", new ResourceUpdated("a", "demo://1") },
        { "notifications/elicitation/complete", """{"elicitationId":"e1"}""", new ElicitationCompleted("a", "e1") },
    };

    [Theory]
    [MemberData(nameof(Notifications))]
    public async Task Each_is_an_event(string method, string parameters, IServerEvent expected)
    {
        var server = await ConnectAsync();

        await server.NotifyAsync(method, parameters);

        Assert.Equal(expected, await ExpectMsgAsync<IServerEvent>(Patience));
    }

    [Fact]
    public async Task A_log_message_comes_with_its_server_and_its_part()
    {
        var server = await ConnectAsync();

        await server.NotifyAsync("notifications/message", """{"level":"warning","logger":"db","data":{"slow":true}}""");
        await server.NotifyAsync("notifications/message", """{"level":"emergency","data":"fire"}""");

        var first = await ExpectMsgAsync<ServerLogged>(Patience);
        Assert.Equal(("a", LoggingLevel.Warning, "db", true), (first.Server, first.Level, first.Logger, first.Data.GetProperty("slow").GetBoolean()));
        var second = await ExpectMsgAsync<ServerLogged>(Patience);
        Assert.Equal((LoggingLevel.Emergency, null, "fire"), (second.Level, second.Logger, second.Data.GetString()));
    }

    [Fact]
    public async Task They_come_in_the_order_in_which_they_were_said()
    {
        const int Many = 200;
        var server = await ConnectAsync();

        await server.SayAsync([.. Enumerable.Range(1, Many).Select(i =>
            ScriptedServer.Notification("notifications/resources/updated", $$"""{"uri":"demo://{{i}}"}"""))]);

        for (var i = 1; i <= Many; i++) await ExpectMsgAsync(new ResourceUpdated("a", $"demo://{i}"), Patience);
    }

    [Theory]
    [InlineData("notifications/resources/updated", "{}")]
    [InlineData("notifications/resources/updated", "[1]")]
    [InlineData("notifications/message", """{"level":"loud","data":1}""")]
    [InlineData("notifications/message", "{}")]
    [InlineData("notifications/elicitation/complete", "null")]
    public async Task What_is_not_as_the_protocol_has_it_is_warned_of_and_breaks_nothing(string method, string parameters)
    {
        var server = await ConnectAsync();

        await EventFilter.Warning(contains: $"'a' sent a {method} that violates the protocol").ExpectOneAsync(
            Patience, () => server.NotifyAsync(method, parameters));

        await server.NotifyAsync("notifications/tools/list_changed", "{}");
        await ExpectMsgAsync<ToolsChanged>(Patience);
    }

    [Fact]
    public async Task An_unknown_notification_is_nobodys()
    {
        var server = await ConnectAsync();

        await server.NotifyAsync("notifications/of/tomorrow", "{}");
        await server.NotifyAsync("notifications/tools/list_changed", "{}");

        await ExpectMsgAsync<ToolsChanged>(Patience);
    }
}
