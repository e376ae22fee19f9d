namespace McpActors.Adversary.Mcp;

/// <summary>
/// Never answers a call, and stops reading, so that it never notices the end of its stdin. <c>[FILE]</c>: creates the
/// file when a call arrives.
/// </summary>
internal static class HangsInCall
{
    public static int Run(string[] args) => new McpServer
    {
        OnCall = () =>
        {
            if (args is [var file]) File.WriteAllText(file, "a call has come");
            Thread.Sleep(Timeout.Infinite);
        },
    }.Serve();
}
