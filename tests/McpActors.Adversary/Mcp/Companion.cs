namespace McpActors.Adversary.Mcp;

/// <summary>
/// A process with its own habit next to an MCP server: <c>mcp-with HABIT [ARG...]</c>. It holds the server's stdout
/// without writing to it; its output goes to stderr. Its stdin ends when the server ends.
/// </summary>
internal static unsafe class Companion
{
    private const int ReadinessNumber = 3, HeldNumber = 4;

    public static int Run(string[] habit)
    {
        Start(habit);
        return new McpServer().Serve();
    }

    /// <summary>Starts it and waits until its habit is established, or it has ended.</summary>
    public static void Start(params string[] habit)
    {
        int* lifeline = stackalloc int[2], readiness = stackalloc int[2];
        Posix.Check(Posix.pipe2(lifeline, Posix.O_CLOEXEC), "pipe2");
        Posix.Check(Posix.pipe2(readiness, Posix.O_CLOEXEC), "pipe2");

        // The order ensures that no number is overwritten before its descriptor is placed: with two pipes, readiness[1]
        // is at least 6.
        var pid = Spawner.Self(
            Birth.Plain,
            [
                (lifeline[0], Posix.StandardInput),
                (readiness[1], ReadinessNumber),
                (Posix.StandardOutput, HeldNumber),
                (Posix.StandardError, Posix.StandardOutput),
            ],
            ["--tell", ReadinessNumber.ToString(CultureInfo.InvariantCulture), .. habit]);
        Posix.Say($"child {pid} {habit[0]}", Posix.StandardError);
        _ = Posix.close(lifeline[0]);
        _ = Posix.close(readiness[1]);

        byte nothing;
        _ = Posix.read(readiness[0], &nothing, 1);
        _ = Posix.close(readiness[0]);
    }
}
