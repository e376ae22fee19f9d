namespace McpActors.Tests.Servers.Bounds;

/// <summary>
/// A server that attacks its host, next to one that does not. This process is the host, and is measured.
/// </summary>
public abstract class FloodTest : ActorTest
{
    protected const string Well = "well", Bad = "bad";

    /// <summary>The duration of a flood. An unbounded flood takes 250 MB a second, so it exceeds the bound within one second.</summary>
    protected static readonly TimeSpan Lasting = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly McpHandlers Handlers = new()
    {
        Sampling = (_, _, _) => Task.FromResult(new CreateMessageResult { Model = "m", Content = [new TextContentBlock { Text = "12" }] }),
        Roots = (_, _, _) => Task.FromResult(new ListRootsResult { Roots = [new Root { Uri = "file:///srv" }] }),
    };

    /// <summary>Both servers, of which the good one has started.</summary>
    internal async Task<IActorRef> BesideAsync(ServerSettings bad)
    {
        var environment = EnvironmentWith(CreateTestProbe()) with { Handlers = Handlers };
        var servers = Sys.ActorOf(ServersActor.Props(new ServerCatalog([Adversary(Well, "mcp-well"), bad]), environment), "servers");
        await CallAsync(servers, Well);
        return servers;
    }

    internal static async Task<TimeSpan> CallAsync(IActorRef servers, string server)
    {
        var begun = Stopwatch.GetTimestamp();
        await servers.Ask<ToolResult>(new CallTool(server, "echo", new { text = "x" }), Patience);
        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Calls the good server repeatedly, and measures the host meanwhile.</summary>
    internal static async Task<Cost> EndureAsync(IActorRef servers, TimeSpan time, Func<Task>? meanwhile = null)
    {
        using var self = Process.GetCurrentProcess();
        // Memory of earlier tests is returned to the system; otherwise a flood would fit into it unnoticed.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        self.Refresh();
        var (memory, processor, begun, most) = (self.WorkingSet64, self.TotalProcessorTime, Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            await CallAsync(servers, Well);
            if (meanwhile is not null) await meanwhile();
            await Task.Delay(Pause);
            self.Refresh();
            most = Math.Max(most, self.WorkingSet64 - memory);
        }
        return new Cost(most >> 20, (self.TotalProcessorTime - processor) / Stopwatch.GetElapsedTime(begun));
    }

    /// <param name="Megabytes">The largest growth of the host's memory.</param>
    /// <param name="Cores">The processor time, in cores.</param>
    internal sealed record Cost(long Megabytes, double Cores);
}
