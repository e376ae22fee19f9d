namespace McpActors.Adversary.Mcp;

/// <summary>Serves well, until it is told otherwise.</summary>
internal static class Obeys
{
    public static int Run() => new McpServer
    {
        OnText = text =>
        {
            if (text == "die") Environment.Exit(7);
            if (text == "hang") Thread.Sleep(Timeout.Infinite);
        },
    }.Serve();
}
