namespace McpActors.Adversary.Mcp;

/// <summary>Never answers a call. It does not read on either, so that it never sees its stdin end. <c>[FILE]</c>: makes the file when a call comes.</summary>
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
