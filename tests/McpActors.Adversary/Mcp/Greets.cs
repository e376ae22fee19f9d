namespace McpActors.Adversary.Mcp;

/// <summary>
/// <c>KIND FILE</c>: servers as they are met with at the handshake, and at the question whether they live. Each writes a line to FILE for every message:
/// its pid and the method. A kind may be delayed, as <c>late-1500:modern</c>: then it comes up after that many milliseconds.
/// </summary>
internal static class Greets
{
    public const string Kinds =
        "legacy, modern, dual, exits, exits-quietly, aborts, ignores, deaf-after, closes-stdout, closes-stdin, nonsense, empty, null, garbage, wrong-error, echoes, stalls, "
        + "old-version, bad-name, ignores-ping, refuses-ping, ignores-all, crashes, refuses, "
        + "draft-version, like-initialize, discovers-old, dual-versions, null-id-exits, refuses-and-exits, alone, list-first, listens, subscribes, deaf-to-all, needs-modern-after FILE, needs-legacy-after FILE; late-MS:KIND";

    private static readonly byte[] Pong = "\"pong\""u8.ToArray(), Nothing = "{}"u8.ToArray(), Null = "null"u8.ToArray();

    // Requests on which the server works after the end of its stdin, as those of csharp-sdk do.
    private static readonly HashSet<string> Open = [];

    private static bool _isFirst = true;

    public static int Run(string[] args)
    {
        var (kind, file) = (args[0], args[1]);
        if (kind.StartsWith("late-", StringComparison.Ordinal))
        {
            var end = kind.IndexOf(':', StringComparison.Ordinal);
            Thread.Sleep(int.Parse(kind["late-".Length..end], CultureInfo.InvariantCulture));
            kind = kind[(end + 1)..];
        }
        // A package that is upgraded between two starts.
        if (kind == "needs-modern-after") kind = File.Exists(args[2]) ? "modern" : "exits";
        if (kind == "needs-legacy-after") kind = File.Exists(args[2]) ? "exits" : "modern";
        // It has something that only one process can have, and keeps it for a while after its last word.
        using var lease = kind == "alone" ? new FileStream($"{file}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) : null;
        var status = new McpServer
        {
            Discovers = kind switch
            {
                "modern" or "dual" or "bad-name" or "listens" => "\"2026-07-28\"",
                "discovers-old" => "\"2025-06-18\"",
                "dual-versions" => "\"2025-11-25\",\"2026-07-28\",\"2027-01-01\"",
                _ => null,
            },
            Capabilities = kind is "listens" or "subscribes" ? """{"tools":{"listChanged":true},"resources":{"subscribe":true}}""" : """{"tools":{}}""",
            Initializes = kind is not ("modern" or "bad-name"),
            OnMessage = message =>
            {
                var method = message.TryGetProperty("method", out var name) ? name.GetString() ?? "" : "";
                Append(file, method);
                var isFirst = _isFirst;
                _isFirst = false;
                return Treat(kind, method, message, isFirst);
            },
        }.Serve();
        if (kind == "listens") Append(file, Open.Count == 0 ? "(end)" : $"(end with {string.Join(' ', Open)})");
        if (Open.Count > 0) Thread.Sleep(Timeout.Infinite);
        return status;
    }

    private static bool Treat(string kind, string method, JsonElement message, bool isFirst)
    {
        var isUnknown = isFirst && method != "initialize";
        switch (kind)
        {
            // The official Rust SDK before version 3.
            case "exits" when isUnknown:
                Console.Error.WriteLine("Error: ExpectedInitializeRequest(Some(Request(...)))");
                Environment.Exit(1);
                return true;
            case "alone" when isUnknown:
                ClosesStdout.CloseAll(1);
                Thread.Sleep(300);
                Environment.Exit(1);
                return true;
            case "null-id-exits" when isUnknown:
                Posix.Write("""{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Server not initialized"},"id":null}"""u8);
                Posix.Write("\n"u8);
                Environment.Exit(0);
                return true;
            case "refuses-and-exits" when isUnknown:
                Answer(message, "error", """{"code":-32000,"message":"Bad Request: Server not initialized"}"""u8);
                Environment.Exit(0);
                return true;
            case "like-initialize" when method == "server/discover":
                Answer(message, "result", """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"any","version":"1"}}"""u8);
                return true;
            case "list-first" when method == "server/discover":
                Posix.Write(Encoding.UTF8.GetBytes($$$"""[{"jsonrpc":"2.0","id":{{{message.GetProperty("id").GetRawText()}}},"error":{"code":-32601,"message":"no"}}]""" + "\n"));
                return true;
            case "draft-version" when method == "initialize":
                Answer(message, "result", """{"protocolVersion":"2024-10-07","capabilities":{"tools":{}},"serverInfo":{"name":"draft","version":"1"}}"""u8);
                return true;
            case "exits-quietly" when isUnknown:
                Environment.Exit(0);
                return true;
            case "aborts" when isUnknown:
                Environment.FailFast(null);
                return true;
            case "crashes":
                Environment.Exit(3);
                return true;
            case "ignores":
                return method == "server/discover";
            // It works on its first message for ever.
            case "deaf-after" when isUnknown:
            case "deaf-to-all" when method == "tools/call":
            case "stalls":
                Thread.Sleep(Timeout.Infinite);
                return true;
            case "closes-stdout" when isUnknown:
                ClosesStdout.CloseAll(1);
                Thread.Sleep(Timeout.Infinite);
                return true;
            case "nonsense" when method == "server/discover":
                Answer(message, "result", Pong);
                return true;
            case "empty" when method == "server/discover":
                Answer(message, "result", Nothing);
                return true;
            case "null" when method == "server/discover":
                Answer(message, "result", Null);
                return true;
            case "bad-name" when method == "server/discover":
                Answer(message, "result", """{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"_meta":{"io.modelcontextprotocol/serverInfo":7}}"""u8);
                return true;
            case "garbage" when isUnknown:
                Posix.Write("Traceback (most recent call last):\n  KeyError: 'server/discover'\n"u8);
                return true;
            case "wrong-error" when method == "server/discover":
                Answer(message, "error", """{"code":-1,"message":"internal"}"""u8);
                return true;
            case "echoes" when method == "server/discover":
                Posix.Write([.. Encoding.UTF8.GetBytes(message.GetRawText()), (byte)'\n']);
                return true;
            case "old-version" when method == "initialize":
                Answer(message, "result", """{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"old","version":"1"}}"""u8);
                return true;
            case "refuses" when method == "initialize":
                Answer(message, "error", """{"code":-32603,"message":"an API key is missing"}"""u8);
                return true;
            case "listens" when method == "subscriptions/listen":
                Open.Add(message.GetProperty("id").ToString());
                var wanted = message.GetProperty("params").GetProperty("notifications").GetRawText();
                Posix.Write(Encoding.UTF8.GetBytes(
                    $$$"""{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"{{{message.GetProperty("id")}}}"},"notifications":{{{wanted}}}}}"""
                    + "\n"));
                return true;
            case "listens" when method == "tools/call" && message.GetRawText().Contains("\"hang\"", StringComparison.Ordinal):
                Open.Add(message.GetProperty("id").ToString());
                return true;
            case "listens" when method == "notifications/cancelled":
                Open.Remove(message.GetProperty("params").GetProperty("requestId").ToString());
                return true;
            case "ignores-ping":
                return method is "ping";
            case "refuses-ping" when method == "ping":
                Answer(message, "error", """{"code":-32601,"message":"Method not found"}"""u8);
                return true;
            case "ignores-all":
                return method is "ping" or "tools/list" or "server/discover";
            default:
                return false;
        }
    }

    private static void Answer(JsonElement request, string member, ReadOnlySpan<byte> value) =>
        Posix.Write([.. Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id").GetRawText()}},"{{member}}":"""), .. value, (byte)'}', (byte)'\n']);

    // open(2), O_APPEND: lines of several processes do not mix.
    private static void Append(string file, string method)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {method}\n")));
    }
}
