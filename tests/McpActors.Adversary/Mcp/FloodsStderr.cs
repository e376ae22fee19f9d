namespace McpActors.Adversary.Mcp;

/// <summary>Writes 20 MB to stderr before it serves, and more in each call: more than any pipe holds.</summary>
internal static class FloodsStderr
{
    private const int Lines = 200_000;
    private static readonly string Line = new('x', 100);

    public static int Run()
    {
        Flood();
        return new McpServer { OnCall = Flood }.Serve();
    }

    private static void Flood()
    {
        using var stderr = new StreamWriter(Console.OpenStandardError(), bufferSize: 1 << 16);
        for (var i = 0; i < Lines; i++) stderr.WriteLine(Line);
    }
}
