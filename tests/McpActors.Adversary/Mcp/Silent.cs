namespace McpActors.Adversary.Mcp;

/// <summary>Reads everything and never answers, not even the handshake.</summary>
internal static class Silent
{
    public static int Run()
    {
        while (Console.In.ReadLine() is not null) Console.Error.WriteLine("I have heard you");
        return 0;
    }
}
