using McpActors;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace AgentPlatform;

/// <summary>The platform as its program runs it until StopApplication, with the kernel's view of it.</summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    // A cold npx is slow on a busy machine.
    private readonly IHostApplicationLifetime _lifetime;
    private readonly string _echoed;
    private readonly Task _run;

    private RunningPlatform(IHost host, string echoed)
    {
        (Services, _echoed) = (host.Services, echoed);
        _lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        _run = host.RunAsync();
    }

    public IServiceProvider Services { get; }

    public ActorSystem System => Services.GetRequiredService<ActorSystem>();

    public IMcpServers Servers => Services.GetRequiredService<IMcpServers>();

    public McpActorsExtension Mcp => McpActorsExtension.Get(System);

    /// <summary>The keepers, which are children of this process.</summary>
    public static IReadOnlyList<int> Keepers => [.. ProcView.Children(Environment.ProcessId).Where(ProcView.IsAlive)];

    /// <param name="command">An MCP server with a tool <c>echo</c>.</param>
    /// <param name="echoed">The name of that tool's one argument.</param>
    public static async Task<RunningPlatform> StartAsync(IReadOnlyList<string> command, string echoed)
    {
        Subreaper.Enable();
        Assert.Empty(Keepers);
        var look = new CallTool(PlatformProgram.Library, "echo", new Dictionary<string, string> { [echoed] = "upkeep" });
        var builder = PlatformProgram.Create([], command, new Upkeep(look, Every: TimeSpan.FromHours(1)));
        builder.Logging.ClearProviders();
        var platform = new RunningPlatform(builder.Build(), echoed);
        var started = new TaskCompletionSource();
        await using var _ = platform._lifetime.ApplicationStarted.Register(started.SetResult).ConfigureAwait(false);
        await (await Task.WhenAny(started.Task, platform._run)).WaitAsync(Patience.ForHosts);
        return platform;
    }

    /// <summary>Makes an agent call its desk, and returns the answer.</summary>
    public async Task<string> SayAsync(string agent, string text)
    {
        var agents = await Services.GetRequiredService<IRequiredActor<AgentsActor>>().GetAsync();
        var answer = await agents.Ask<ToolResult>(new AgentTask(agent, "echo", Echo(text)), Patience.ForHosts);
        return TextOf(answer.Result);
    }

    /// <summary>Calls the library from code that is not an actor.</summary>
    public async Task<string> ReadAsync(string text) =>
        TextOf(await Servers.CallToolAsync(PlatformProgram.Library, "echo", Echo(text)).WaitAsync(Patience.ForHosts));

    /// <summary>The processes of a server, as McpActors reports them.</summary>
    public async Task<IReadOnlyList<int>> PidsAsync(string server) =>
        [.. (await Servers.GetServersAsync()).Single(status => status.Server == server).Processes.Select(process => process.Pid!.Value)];

    /// <summary>Stops it like a controller's shutdown, SIGTERM or a fatal error elsewhere.</summary>
    public async Task StopAsync()
    {
        _lifetime.StopApplication();
        await _run.WaitAsync(Patience.ForHosts);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private Dictionary<string, string> Echo(string text) => new() { [_echoed] = text };

    private static string TextOf(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
}
