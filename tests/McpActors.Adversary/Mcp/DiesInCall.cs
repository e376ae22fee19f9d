namespace McpActors.Adversary.Mcp;

/// <summary>Ends in the middle of a call, with a reason on stderr.</summary>
internal static class DiesInCall
{
    public static int Run() => new McpServer
    {
        OnCall = () =>
        {
            Console.Error.WriteLine("fatal: the database is on fire");
            Environment.Exit(7);
        },
    }.Serve();
}
