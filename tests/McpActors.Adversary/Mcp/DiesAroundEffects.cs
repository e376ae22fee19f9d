namespace McpActors.Adversary.Mcp;

/// <summary>
/// <c>FILE PERCENT</c>: a call appends its text to FILE, with fsync: that is its effect. By chance the process ends before it, after it, or after its answer. It lists
/// its tools <c>once</c>, which says nothing of itself, and <c>again</c>, which is idempotent. With a third argument, a folder, it has a child, and writes into the folder each
/// call that it receives while an earlier receiver of the same call, or the child of that one, still exists.
/// </summary>
internal static class DiesAroundEffects
{
    private const int SigKill = 9;

    private const string Tools =
        """{"tools":[{"name":"once","inputSchema":{"type":"object"}},{"name":"again","inputSchema":{"type":"object"},"annotations":{"idempotentHint":true}}]}""";

    public static int Run(string[] args)
    {
        var (file, percent) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
        var receipts = args.Length > 2 ? new Receipts(args[2]) : null;
        using var effects = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return new McpServer
        {
            OnText = text =>
            {
                receipts?.Take(text);
                DieByChance(percent);
                effects.Write(Encoding.ASCII.GetBytes($"{text}\n"));
                effects.Flush(flushToDisk: true);
                DieByChance(percent);
            },
            Write = (method, id, call) => method switch
            {
                "tools/list" => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Tools}}}}""" + "\n",
                "tools/call" => Answer(id, call, percent),
                _ => null,
            },
        }.Serve();
    }

    private static string Answer(string id, JsonElement call, int percent)
    {
        var text = call.GetProperty("arguments").GetProperty("text").GetString();
        Posix.Write(Encoding.ASCII.GetBytes($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"content":[{"type":"text","text":"{{{text}}}"}]}}""" + "\n"));
        DieByChance(percent);
        return "";
    }

    private static void DieByChance(int percent)
    {
        if (Random.Shared.Next(100) < percent) _ = Posix.kill(Environment.ProcessId, SigKill);
    }
}
