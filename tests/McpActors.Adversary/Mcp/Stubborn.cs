namespace McpActors.Adversary.Mcp;

/// <summary>Serves well, and ends neither when its stdin ends nor on SIGTERM.</summary>
internal static class Stubborn
{
    public static int Run()
    {
        new Thread(() => Sleeper.Run()) { IsBackground = true }.Start();
        new McpServer().Serve();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
