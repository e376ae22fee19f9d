namespace McpActors.Adversary.Mcp;

/// <summary>
/// MCP servers, each with one bad habit. Their stdout is for MCP: they never print <c>ready</c>, and their children
/// write to stderr.
/// </summary>
internal static class McpHabits
{
    public static Habit[] All =>
    [
        new("mcp-well", "an MCP server with one tool, echo, and no bad habit", _ => new McpServer().Serve()),
        new("mcp-answers", "BYTES: answers each call with a text of that length", Answers.Run),
        new("mcp-babbles", "prints text that is no JSON-RPC, before and between its answers", _ => Babbles.Run()),
        new("mcp-closes-stdout", "closes its stdout in a call, and lives on", _ => ClosesStdout.Run()),
        new("mcp-dies-around-effects", "FILE PERCENT: logs the effect of each call to FILE with fsync, and dies before it, after it or after its answer, by chance", DiesAroundEffects.Run),
        new("mcp-dies-in-call", "exits with 7 in a call, with a reason on stderr", _ => DiesInCall.Run()),
        new("mcp-exits", "CODE MESSAGE: exits at once, the message on stderr", Exits.Run),
        new("mcp-family", "serves well, with a child in a new session, a stubborn daemon without environment and an unmarked child", _ => Family.Run()),
        new("mcp-floods-stderr", "writes 20 MB to stderr at its start and in each call", _ => FloodsStderr.Run()),
        new("mcp-floods", $"KIND [deaf] [pulse]: floods stdout with {Floods.Kinds}; deaf: reads no more", Floods.Run),
        new("mcp-greets", $"KIND FILE: {Greets.Kinds}; writes to FILE which messages come", Greets.Run),
        new("mcp-hangs-in-call", "[FILE]: never answers a call, and reads no more; makes FILE when one comes", HangsInCall.Run),
        new("mcp-leaves-children", "starts two stubborn children, one in a session of its own", _ => LeavesChildren.Run()),
        new("mcp-lists", "FOLDER [modern]: serves the list of tools that is in FOLDER/tools, and writes to FOLDER/seen each time that it is asked for", Lists.Run),
        new("mcp-long-line", "answers a call with a line of 100 MB", _ => LongLine.Run()),
        new("mcp-mute", "answers the handshake, and nothing afterwards", _ => new McpServer { OnReady = () => Thread.Sleep(Timeout.Infinite) }.Serve()),
        new("mcp-obeys", "serves well, exits with 7 in a call of the text die, and never answers one of the text hang", _ => Obeys.Run()),
        new("mcp-odd", $"KIND: serves as odd servers do: {Odd.Kinds}", Odd.Run),
        new("mcp-records", "FILE [MILLISECONDS]: writes when each call comes and when it is answered, that long after", Records.Run),
        new("mcp-slow", "answers each call after a second", _ => new McpServer { OnCall = () => Thread.Sleep(1000) }.Serve()),
        new("mcp-silent", "never answers the handshake", _ => Silent.Run()),
        new("mcp-stubborn", "serves well, and ignores the end of stdin and SIGTERM", _ => Stubborn.Run()),
        new("mcp-tells-planted", "ENCODING: tells 28 secrets, so encoded, in all it says, on stderr, in errors, and exits with 3 in a call of the text die", TellsPlanted.Run),
        new("mcp-tells-secrets", "prints the value of ADVERSARY_TOKEN to stderr and exits", _ => TellsSecrets.Run()),
        new("mcp-with", "HABIT [ARG...]: serves well, when a child with this habit is ready; the child speaks on stderr", Companion.Run),
        new("mcp-sleeper", "ignores SIGTERM, SIGINT and SIGHUP", _ => Sleeper.Run()),
    ];
}
