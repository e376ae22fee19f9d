namespace McpActors.Adversary.Mcp;

/// <summary>
/// <c>FILE [MILLISECONDS]</c>: writes one line for each call, and one when the call is answered, that long after; so
/// the file shows the calls that really ran.
/// </summary>
internal static class Records
{
    public static int Run(string[] args)
    {
        var file = args[0];
        var wait = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        return new McpServer
        {
            OnCall = () =>
            {
                Write(file, "begin");
                Thread.Sleep(wait);
                Write(file, "end");
            },
        }.Serve();
    }

    // open(2), O_APPEND: lines of several processes do not mix.
    private static void Write(string file, string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{what} {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fff} {Environment.ProcessId}\n");
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(line));
    }
}
