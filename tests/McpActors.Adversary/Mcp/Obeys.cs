namespace McpActors.Adversary.Mcp;

/// <summary>Serves well, until a call tells it to misbehave.</summary>
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
