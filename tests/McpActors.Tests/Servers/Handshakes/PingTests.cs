namespace McpActors.Tests.Servers.Handshakes;

/// <summary>A server that leaves <c>ping</c> unanswered is not given up while it answers anything else, in real time.</summary>
[UnsupportedOSPlatform("windows")]
public class PingTests : HandshakeTest
{
    // The smallest that a configuration may have.
    private static readonly HealthSettings Health = new() { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData("ignores-ping", "ping tools/list")]
    [InlineData("refuses-ping", "ping ping")]
    [InlineData("legacy", "ping ping")]
    [InlineData("modern", "server/discover server/discover")]
    public async Task It_goes_on_serving(string kind, string asked)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ServerUnresponsive));
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
        var servers = Host(Greets(kind) with { Health = Health });
        await StartAsync(servers);

        await UntilAsync(() => Asked().StartsWith(asked, StringComparison.Ordinal));
        await UntilAsync(() => Asked().Split(' ').Length > 3);

        Assert.False(HasMessages);
        Assert.Equal(ServerState.Ready, (await StatusAsync(servers)).State);
    }

    [Fact]
    public async Task That_it_ignores_ping_is_remembered_and_unlearnt()
    {
        var folder = Directory.CreateDirectory(At("runtime"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        Memory = new HandshakeMemory(folder);
        var settings = Greets("ignores-ping") with { Health = Health };
        var servers = Host(settings);
        await StartAsync(servers);
        await UntilAsync(() => Learnt(folder) == false);
        await StopAsync(servers);
        File.Delete(At("seen"));

        // The next host's first question is both.
        Memory = new HandshakeMemory(folder);
        servers = Host(settings);
        await StartAsync(servers);
        await UntilAsync(() => Asked().Split(' ').Length >= 3);
        Assert.Equal(["ping", "tools/list"], Asked().Split(' ')[..2].Order(StringComparer.Ordinal));
        Assert.DoesNotContain("ping", Asked().Split(' ')[2..]);
    }

    [Fact]
    public async Task One_that_answers_nothing_at_all_is_given_up()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(ServerUnresponsive));
        var servers = Host(Greets("ignores-all") with { Health = Health });
        await StartAsync(servers);

        var mute = await ExpectMsgAsync<ServerUnresponsive>(Patience);

        Assert.Equal("tools/list", mute.Request);
        Assert.Equal("ping tools/list", Asked());
    }

    // After the handshake; what is taken back is no question.
    private string Asked()
    {
        var seen = Seen().LastOrDefault("").Split(' ');
        var begun = Array.IndexOf(seen, "notifications/initialized");
        return string.Join(' ', seen.Skip(begun < 0 ? 1 : begun + 1).Where(method => method != "notifications/cancelled"));
    }

    private static bool? Learnt(string folder)
    {
        var file = Path.Combine(folder, "handshakes.json");
        if (!File.Exists(file)) return null;
        using var content = JsonDocument.Parse(File.ReadAllText(file));
        var value = content.RootElement.GetProperty("servers").EnumerateObject().Single().Value.GetProperty("answersProbe");
        return value.ValueKind == JsonValueKind.Null ? null : value.GetBoolean();
    }
}
