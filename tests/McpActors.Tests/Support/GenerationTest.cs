namespace McpActors.Tests.Support;

/// <summary>One server, "a", whose processes bear the generation of their definition.</summary>
public abstract class GenerationTest : ActorTest
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    protected GenerationTest() => Launcher = Started = new GenerationLauncher(Launcher);

    internal GenerationLauncher Started { get; }

    protected static ServerSettings Generation(int number, string habit = "mcp-obeys") =>
        Adversary("a", habit) with { Environment = new Dictionary<string, string> { ["GENERATION"] = $"{number}" } };

    protected static Task<ToolResult> EchoAsync(IActorRef to) => to.Ask<ToolResult>(new CallTool("a", "echo", new { text = "x" }), Patience);

    internal static async Task<ServerChangeKind> ApplyAsync(IActorRef servers, ServerSettings settings) =>
        Assert.Single((await servers.Ask<ServersApplied>(new ApplyServers([settings]), Patience)).Changes).Kind;

    /// <summary>Polls often, because the awaited state may not last.</summary>
    protected Task UntilAsync(Func<Task<bool>> condition) => AwaitConditionAsync(condition, Patience, Between);

    protected Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    protected override void AfterAll()
    {
        Started.ReleaseAll();
        base.AfterAll();
    }
}
