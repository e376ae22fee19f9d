namespace McpActors.Adversary.Mcp;

/// <summary><c>KIND</c>: serves as servers do that nobody here wrote. Each kind was somebody's bug report.</summary>
internal static class Odd
{
    public const string Kinds = "bad-tool, unknown-content, half-pair, deep, too-deep, text-id, no-id, batch, php, endless, endless-heavy, empty-cursor, same-cursor, long-answer, "
        + "says-why-on-stdout, no-list, closes-stdin, one-hangs, nan, prefixed";

    private const string Echo = """{"content":[{"type":"text","text":"done"}]}""";

    public static int Run(string[] args) => args[0] switch
    {
        "bad-tool" => Listing("""{"tools":[{"name":"good","inputSchema":{"type":"object"}},{"name":"bad"},{"name":"iconic","inputSchema":{"type":"object"},"icons":"x"}]}"""),
        "unknown-content" => Calling("""{"content":[{"type":"text","text":"before"},{"type":"hologram","of":"a cat"}]}"""),
        "half-pair" => Calling("""{"content":[{"type":"text","text":"half \ud83d of it"}]}"""),
        "deep" => Calling($$$"""{"content":[],"structuredContent":{{{Nested(500)}}}}"""),
        "too-deep" => Calling($$$"""{"content":[],"structuredContent":{{{Nested(5000)}}}}"""),
        "nan" => Calling("""{"content":[{"type":"text","text":"not a number"}],"structuredContent":{"mean":NaN}}"""),
        "text-id" => Writing((method, id) => method == "tools/call" ? $$$"""{"jsonrpc":"2.0","id":"{{{id}}}","result":{{{Echo}}}}""" : null),
        "no-id" => Writing((method, _) => method == "tools/call" ? """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"I could not parse that"}}""" : null),
        "batch" => Writing((method, id) => method == "tools/call" ? $$$"""[{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Echo}}}}]""" : null),
        "prefixed" => Writing((method, id) => method == "tools/call" ? $$$"""Loading model... {"jsonrpc":"2.0","id":{{{id}}},"result":{{{Echo}}}}""" : null),
        "php" => Writing((method, id) => method == "initialize"
            ? Result(id, """{"protocolVersion":"2025-06-18","capabilities":{"tools":[],"prompts":[],"logging":[]},"serverInfo":{"name":"php"}}""")
            : null),
        "endless" => Endless(page => $"page-{page}"),
        "endless-heavy" => Endless(page => $"page-{page}", new string('x', 1 << 20)),
        "empty-cursor" => Endless(_ => ""),
        "same-cursor" => Endless(_ => "again"),
        "long-answer" => new McpServer { Say = text => text == "short" ? "short" : new string('x', 3 << 20) }.Serve(),
        "says-why-on-stdout" => new McpServer
        {
            OnCall = () =>
            {
                Posix.Write("Error: the database is locked\n"u8);
                Environment.Exit(7);
            },
        }.Serve(),
        "no-list" => Writing((method, id) => method switch
        {
            "tools/call" => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32602,"message":"Tool ecko is not known here"}}""",
            "tools/list" => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32603,"message":"the list is broken"}}""",
            _ => null,
        }),
        "closes-stdin" => new McpServer { OnCall = ClosesStdin }.Serve(),
        "one-hangs" => Hanging(),
        var other => throw new ArgumentException($"There is no {other}; there are {Kinds}."),
    };

    private static int Listing(string result) => Writing((method, id) => method == "tools/list" ? Result(id, result) : null);

    private static int Calling(string result) => Writing((method, id) => method == "tools/call" ? Result(id, result) : null);

    private static int Writing(Func<string, string, string?> line) =>
        new McpServer { Write = (method, id, _) => line(method, id) is { } written ? $"{written}\n" : null }.Serve();

    private static int Endless(Func<int, string> cursor, string description = "")
    {
        var page = 0;
        return Writing((method, id) => method != "tools/list" ? null
            : Result(id, string.Create(CultureInfo.InvariantCulture, $$$"""{"tools":[{"name":"tool-{{{++page}}}","description":"{{{description}}}","inputSchema":{"type":"object"}}],"nextCursor":"{{{cursor(page)}}}"}""")));
    }

    private static int Hanging() => new McpServer
    {
        Write = (method, _, parameters) => method == "tools/call" && parameters.GetProperty("name").GetString() == "hangs" ? "" : null,
    }.Serve();

    // Nothing more is read, and what is written to it fails; it goes on.
    private static void ClosesStdin()
    {
        ClosesStdout.CloseAll(0);
        Thread.Sleep(TimeSpan.FromSeconds(50));
    }

    private static string Result(string id, string result) => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{result}}}}""";

    private static string Nested(int depth) => $"{string.Concat(Enumerable.Repeat("{\"a\":", depth))}1{new string('}', depth)}";
}
