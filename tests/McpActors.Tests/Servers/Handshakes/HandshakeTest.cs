namespace McpActors.Tests.Servers.Handshakes;

/// <summary>Real servers, each with its own way to meet the handshake, and what they have been sent.</summary>
public abstract class HandshakeTest : ActorTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("handshake-").FullName;

    internal HandshakeMemory Memory { get; set; } = new();

    /// <summary>A file of this test's own.</summary>
    protected string At(string name) => Path.Combine(_folder, name);

    /// <summary>A server of that kind. The kernel's own time is not what is tested here: it may take as long as the test.</summary>
    protected ServerSettings Greets(string kind, params string[] more) =>
        Adversary("a", ["mcp-greets", kind, At("seen"), .. more]) with { Restart = new RestartSettings { MaxRestarts = 0 } };

    internal IActorRef Host(params ServerSettings[] settings) =>
        Sys.ActorOf(ServersActor.Props(new ServerCatalog(settings), EnvironmentWith(CreateTestProbe()) with { Handshakes = Memory }));

    /// <summary>Starts the one server, calls it, and stops it.</summary>
    /// <returns>How long the start took.</returns>
    internal static async Task<TimeSpan> UseAsync(IActorRef servers)
    {
        var since = Stopwatch.GetTimestamp();
        await StartAsync(servers);
        var elapsed = Stopwatch.GetElapsedTime(since);
        var result = await EchoAsync(servers);
        Assert.NotEqual(true, result.Result.IsError);
        var stopped = await StopAsync(servers);
        Assert.True(stopped.Exit!.Confirmed);
        return elapsed;
    }

    /// <summary>The methods that came, those of each process together, in the order of the processes.</summary>
    protected string[] Seen() => File.Exists(At("seen"))
        ? [.. File.ReadAllLines(At("seen")).Select(line => line.Split(' ', 2)).GroupBy(line => line[0]).Select(process => string.Join(' ', process.Select(line => line[1])))]
        : [];

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }
}
