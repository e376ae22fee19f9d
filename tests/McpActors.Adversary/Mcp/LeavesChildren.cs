namespace McpActors.Adversary.Mcp;

/// <summary>
/// Starts two children when it is ready, one of them in its own session with the inherited stdout; both ignore their
/// parent's end.
/// </summary>
internal static class LeavesChildren
{
    public static int Run() => new McpServer
    {
        OnReady = () =>
        {
            Start(Environment.ProcessPath!, "--until", Deadline.Argument, "mcp-sleeper");
            Start("setsid", Environment.ProcessPath!, "--until", Deadline.Argument, "mcp-sleeper");
        },
    }.Serve();

    private static void Start(string command, params string[] args) => Process.Start(new ProcessStartInfo(command, args))!.Dispose();
}
