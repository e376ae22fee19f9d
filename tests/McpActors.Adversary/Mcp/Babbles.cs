namespace McpActors.Adversary.Mcp;

/// <summary>
/// Prints text other than JSON-RPC to stdout: banners, blank lines, half a message, and terminal control characters.
/// </summary>
internal static class Babbles
{
    public static int Run()
    {
        Console.Out.WriteLine("Welcome to the adversary!\n\n{ \"jsonrpc\": \"2.0\", \"id\":\n\e[2J\e]0;owned\a[1,2,3]");
        return new McpServer { OnAnswer = () => Console.Out.WriteLine("debug: about to answer") }.Serve();
    }
}
