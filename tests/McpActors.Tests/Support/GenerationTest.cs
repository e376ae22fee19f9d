namespace McpActors.Tests.Support;

/// <summary>One server, "a", whose processes bear the generation of their definition.</summary>
public abstract class GenerationTest : ActorTest
{
    protected GenerationTest() => Launcher = Started = new GenerationLauncher(Launcher);

    internal GenerationLauncher Started { get; }

    protected static ServerSettings Generation(int number, string habit = "mcp-obeys") =>
        Adversary("a", habit) with { Environment = new Dictionary<string, string> { ["GENERATION"] = $"{number}" } };

    protected override void AfterAll()
    {
        Started.ReleaseAll();
        base.AfterAll();
    }
}
