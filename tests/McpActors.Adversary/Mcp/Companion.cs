using System.Globalization;

namespace McpActors.Adversary.Mcp;

/// <summary>
/// A process with a habit of its own beside an MCP server: <c>mcp-with HABIT [ARG...]</c>. It holds the server's stdout and writes nothing
/// there; what it says goes to stderr. Its stdin ends when the server ends.
/// </summary>
internal static unsafe class Companion
{
    private const int ReadinessNumber = 3, HeldNumber = 4;

    public static int Run(string[] habit)
    {
        Start(habit);
        return new McpServer().Serve();
    }

    /// <summary>Starts it and waits until it is what its habit says, or has ended.</summary>
    public static void Start(params string[] habit)
    {
        int* lifeline = stackalloc int[2], readiness = stackalloc int[2];
        Posix.Check(Posix.pipe2(lifeline, Posix.O_CLOEXEC), "pipe2");
        Posix.Check(Posix.pipe2(readiness, Posix.O_CLOEXEC), "pipe2");

        // In this order no number is taken before the descriptor that has it here is placed: with two pipes, readiness[1] is 6 at least.
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
