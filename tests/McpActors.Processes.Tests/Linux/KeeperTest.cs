namespace McpActors.Processes.Tests.Linux;

/// <summary>A test with the real keeper.</summary>
public abstract class KeeperTest() : LauncherTest(new KeeperLauncher(KeeperPath))
{
    public static string KeeperPath { get; } =
        KeeperLocator.Find("").Path ?? throw new FileNotFoundException("the build puts keeper/mcp-keeper beside this assembly");
}
