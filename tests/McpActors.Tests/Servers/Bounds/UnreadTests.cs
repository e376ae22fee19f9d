namespace McpActors.Tests.Servers.Bounds;

/// <summary>
/// A server that does not read its stdin: the waiting data is bounded, and a server that leaves its own answers there
/// is ended.
/// </summary>
public class UnreadTests(ITestOutputHelper output) : FloodTest
{
    private const int Burst = 500;

    // In bytes. max-unread is 16 MiB, and a request takes almost four times its text: as it came, and as it is written.
    private const long Offered = 128 << 20, MostHeld = 96 << 20;

    [Fact]
    public async Task Calls_beyond_max_unread_are_refused_and_say_so()
    {
        var servers = await BesideAsync(Adversary(Bad, "mcp-mute") with { CallTimeout = TimeSpan.FromMinutes(5), Breaker = new BreakerSettings { MaxFailures = 0 } });
        await servers.Ask<ServerStarted>(new StartServer(Bad), Patience);
        var refused = new ConcurrentDictionary<string, ServerFailure>(StringComparer.Ordinal);
        // A probe would keep all messages and use the memory itself.
        var caller = Sys.ActorOf(Props.Create(() => new Refusals(refused)));
        var text = new string('x', 4096);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var sent = 0L; sent < Offered; sent += Burst * text.Length)
        {
            for (var i = 0; i < Burst; i++) servers.Tell(new CallTool(Bad, "echo", new { text }), caller);
            // When a later request has been given up, all earlier ones have left the mailboxes, where they are the
            // caller's.
            await Assert.ThrowsAsync<McpServerException>(() => servers.Ask<ToolResult>(new CallTool(Bad, "echo", new { text }, TimeSpan.FromMilliseconds(1)), Patience));
        }
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"{held >> 20} MiB held of {Offered >> 20} MiB offered");
        Assert.NotEmpty(refused);
        Assert.All(refused, refusal =>
        {
            Assert.Equal(ServerFailure.Overloaded, refusal.Value);
            Assert.Contains($"server '{Bad}'", refusal.Key, StringComparison.Ordinal);
            Assert.Contains("max-unread", refusal.Key, StringComparison.Ordinal);
        });
        Assert.InRange(held, 0, MostHeld);
    }

    [Fact]
    public async Task A_refused_call_is_not_held_against_the_server()
    {
        var servers = await BesideAsync(Adversary(Bad, "mcp-mute") with { CallTimeout = TimeSpan.FromMinutes(5), MaxUnreadBytes = 64 << 10 });
        await servers.Ask<ServerStarted>(new StartServer(Bad), Patience);
        var caller = CreateTestProbe();

        for (var i = 0; i < 200; i++) servers.Tell(new CallTool(Bad, "echo", new { text = new string('x', 4096) }), caller);
        for (var i = 0; i < 20; i++)
        {
            var failure = Assert.IsType<McpServerException>(Assert.IsType<Status.Failure>(await caller.ExpectMsgAsync<object>(Patience)).Cause);
            Assert.Equal(ServerFailure.Overloaded, failure.Failure);
        }

        var status = (await servers.Ask<ServerList>(GetServers.Instance, Patience)).Servers.Single(server => server.Server == Bad);
        Assert.Null(Assert.Single(status.Processes).BreakerOpen);
    }

    [Theory]
    [InlineData("sampling")]
    [InlineData("roots")]
    [InlineData("ping")]
    [InlineData("unknown")]
    public async Task A_server_that_asks_and_does_not_read_the_answers_is_ended_for_it(string kind)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = await BesideAsync(Adversary(Bad, "mcp-floods", kind, "deaf") with { UnreadTimeout = TimeSpan.FromSeconds(1) });
        servers.Tell(new StartServer(Bad), CreateTestProbe());

        var exited = await ExpectMsgAsync<ProcessExited>(Patience);

        Assert.Equal((Bad, false), (exited.Server, exited.Requested));
        Assert.Contains("64 requests of its own", exited.Exit.Reason, StringComparison.Ordinal);
        Assert.Contains("max-server-requests", exited.Exit.Reason, StringComparison.Ordinal);
        Assert.Contains("unread-timeout", exited.Exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_as_much_and_reads_the_answers_is_not()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = await BesideAsync(Adversary(Bad, "mcp-floods", "roots") with { UnreadTimeout = TimeSpan.FromSeconds(1) });
        servers.Tell(new StartServer(Bad), CreateTestProbe());

        await EndureAsync(servers, Lasting);

        Assert.False(HasMessages);
        var status = (await servers.Ask<ServerList>(GetServers.Instance, Patience)).Servers.Single(server => server.Server == Bad);
        Assert.Equal(ServerState.Ready, status.State);
        Assert.Contains("max-notifications", Assert.Single(status.Processes).ReadingPaused, StringComparison.Ordinal);
    }

    private sealed class Refusals : ReceiveActor
    {
        public Refusals(ConcurrentDictionary<string, ServerFailure> refused) => Receive<Status.Failure>(
            failed =>
            {
                if (failed.Cause is McpServerException { Failure: var failure, Message: var message }) refused.TryAdd(message, failure);
            });
    }
}
