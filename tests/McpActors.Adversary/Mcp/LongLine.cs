namespace McpActors.Adversary.Mcp;

/// <summary>Answers a call with a line of 100 MB.</summary>
internal static class LongLine
{
    private const int Blocks = 100;
    private static readonly string Megabyte = new('x', 1 << 20);

    public static int Run() => new McpServer
    {
        OnCall = () =>
        {
            for (var i = 0; i < Blocks; i++) Console.Out.Write(Megabyte);
            Console.Out.WriteLine();
        },
    }.Serve();
}
