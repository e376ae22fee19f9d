namespace McpActors.Adversary.Mcp;

/// <summary>
/// <c>KIND [deaf] [pulse]</c>: writes messages to stdout as fast as they are read, and serves calls in between. deaf:
/// it does not read stdin after it is ready. pulse: it writes only in even seconds of the clock, so that a test sees
/// both states in one run.
/// </summary>
internal static class Floods
{
    public const string Kinds = "sampling, unknown, ping, roots, logs, progress, lists, updates, answers, text, broken or blank";

    // About the capacity of a pipe. Calls are answered between two chunks.
    private const int Chunk = 32 << 10;

    private static readonly Lock Stdout = new();

    public static int Run(string[] args)
    {
        var message = Message(args[0]);
        var isDeaf = args.Contains("deaf");
        var pulses = args.Contains("pulse");
        return new McpServer
        {
            Stdout = Stdout,
            OnReady = () =>
            {
                var flood = new Thread(() => Flood(message, pulses)) { IsBackground = true };
                flood.Start();
                if (isDeaf) Thread.Sleep(Timeout.Infinite);
            },
        }.Serve();
    }

    private static Func<long, string> Message(string kind) => kind switch
    {
        "sampling" => id => $$$"""
            {"jsonrpc":"2.0","id":{{{id}}},"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"How much is it?"}}],"maxTokens":10}}
            """,
        "unknown" => id => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"no/such/method"}""",
        "ping" => id => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"ping"}""",
        "roots" => id => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"roots/list"}""",
        "logs" => id => $$$"""{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"message {{{id}}}"}}""",
        "progress" => id => $$$"""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":{{{id}}},"progress":1}}""",
        "lists" => _ => """{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""",
        "updates" => id => $$$"""{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"demo://{{{id}}}"}}""",
        "answers" => id => $$$"""{"jsonrpc":"2.0","id":{{{id + 1_000_000_000}}},"result":{}}""",
        "text" => id => $"debug: line {id}",
        "broken" => id => $$"""{ "jsonrpc": {{id}} """,
        "blank" => _ => "",
        _ => throw new ArgumentException($"There is no flood of {kind}; there are {Kinds}."),
    };

    private static void Flood(Func<long, string> message, bool pulses)
    {
        var chunk = new StringBuilder();
        for (var id = 1L; ;)
        {
            if (pulses && DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 2 != 0)
            {
                Thread.Sleep(10);
                continue;
            }
            while (chunk.Length < Chunk) chunk.Append(CultureInfo.InvariantCulture, $"{message(id++)}\n");
            var bytes = Encoding.UTF8.GetBytes(chunk.ToString());
            chunk.Clear();
            lock (Stdout)
            {
                if (!Posix.Write(bytes)) return;
            }
        }
    }
}
