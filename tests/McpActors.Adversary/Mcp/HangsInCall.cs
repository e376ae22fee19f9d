namespace McpActors.Adversary.Mcp;

/// <summary>Never answers a call. It does not read on either, so that it never sees its stdin end.</summary>
internal static class HangsInCall
{
    public static int Run() => new McpServer { OnCall = () => Thread.Sleep(Timeout.Infinite) }.Serve();
}
