namespace McpActors.Tests.Servers.Handshakes;

/// <summary>A good server ends by the end of its stdin: what it works on is cancelled before that, and asked for again of its next process.</summary>
public class StopTests : HandshakeTest
{
    // Long enough that the next rung would be seen.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(ServerProtocol.Auto, "2026-07-28")]
    [InlineData(ServerProtocol.Legacy, "2025-11-25")]
    public async Task A_server_on_csharp_sdk_ends_by_the_end_of_its_stdin_also_in_a_call(ServerProtocol protocol, string version)
    {
        var servers = Host(Sdk() with { Protocol = protocol });
        await UseAsync(servers);
        await StartAsync(servers);
        Assert.Equal(version, (await StatusAsync(servers)).ProtocolVersion);
        servers.Tell(new CallTool("a", "hang", new { }), TestActor);
        // It does them in their order.
        await EchoAsync(servers);

        var stopped = await StopAsync(servers);

        AssertGood(stopped.Exit!);
        Assert.Equal(ServerFailure.Cancelled, Assert.IsType<McpServerException>((await ExpectMsgAsync<Status.Failure>(Patience)).Cause).Failure);
    }

    [Fact]
    public async Task A_server_on_csharp_sdk_that_comes_up_late_is_understood()
    {
        var servers = Host(Sdk("--late", "2600"));

        await UseAsync(servers);
        await UseAsync(servers);

        Assert.Equal(0, (await StatusAsync(servers)).Restarts);
    }

    [Fact]
    public async Task What_is_open_is_cancelled_before_stdin_ends_and_each_once()
    {
        var servers = Host(Greets("listens") with { EofGrace = Grace });
        await StartAsync(servers);
        await SubscribeAsync(servers, "demo://1");
        servers.Tell(new CallTool("a", "echo", new { text = "hang" }), TestActor);
        await UntilAsync(() => Seen()[0].EndsWith("tools/call", StringComparison.Ordinal));

        var stopped = await StopAsync(servers);

        AssertGood(stopped.Exit!);
        Assert.Equal(
            "server/discover subscriptions/listen subscriptions/listen tools/call notifications/cancelled notifications/cancelled notifications/cancelled (end)",
            Assert.Single(Seen()));
    }

    [Theory]
    [InlineData("listens", "subscriptions/listen", 2)]
    [InlineData("subscribes", "resources/subscribe", 1)]
    public async Task The_next_process_is_asked_for_the_same_subscriptions(string kind, string method, int count)
    {
        var servers = Host(Greets(kind));
        await StartAsync(servers);
        await SubscribeAsync(servers, "demo://1");
        await SubscribeAsync(servers, "demo://2");
        await servers.Ask<Unsubscribed>(new Unsubscribe("a", "demo://2"), Patience);

        await RestartAsync(servers);

        await UntilAsync(() => Seen().Length == 2 && Seen()[1].Split(' ').Count(seen => seen == method) == count);
    }

    [Fact]
    public async Task One_that_does_not_read_does_not_keep_the_ladder_waiting()
    {
        var servers = Host(Greets("deaf-to-all") with { EofGrace = TimeSpan.FromMilliseconds(200) });
        await StartAsync(servers);
        // More than a pipe takes.
        for (var i = 0; i < 3; i++) servers.Tell(new CallTool("a", "echo", new { text = new string('x', 100_000) }), CreateTestProbe());
        await UntilAsync(() => Seen()[0].EndsWith("tools/call", StringComparison.Ordinal));

        var stopped = await StopAsync(servers);

        Assert.Equal((true, Rung.Term), (stopped.Exit!.Confirmed, stopped.Exit.Rung));
    }

    private static void AssertGood(ExitReport exit)
    {
        Assert.Equal((true, Rung.Eof, 0), (exit.Confirmed, exit.Rung, exit.ExitCode));
    }

    private static ServerSettings Sdk(params string[] arguments) => Adversary("a") with { Command = Artifacts.SdkServer, Arguments = arguments, EofGrace = Grace };

    private static Task<Subscribed> SubscribeAsync(IActorRef servers, string uri) => servers.Ask<Subscribed>(new Subscribe("a", uri), Patience);
}
