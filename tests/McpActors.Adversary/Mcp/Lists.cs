namespace McpActors.Adversary.Mcp;

/// <summary>
/// <c>FOLDER [modern]</c>: serves what the files of FOLDER say: each list is the content of the file <c>tools</c>, and is then told of in <c>seen</c>. A call of the text
/// <c>changed</c> tells that the list is another now.
/// </summary>
internal static class Lists
{
    public static int Run(string[] args)
    {
        var (folder, isModern) = (args[0], args is [_, "modern"]);
        return new McpServer
        {
            Discovers = isModern ? "\"2026-07-28\"" : null,
            Capabilities = """{"tools":{"listChanged":true}}""",
            Write = (method, id, _) => method == "tools/list" ? List(folder, id) : null,
            OnText = text =>
            {
                if (text == "changed") Posix.Write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n"u8);
            },
        }.Serve();
    }

    private static string List(string folder, string id)
    {
        File.AppendAllText(Path.Combine(folder, "seen"), $"{Environment.ProcessId}\n");
        return $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{File.ReadAllText(Path.Combine(folder, "tools"))}}}""" + "\n";
    }
}
