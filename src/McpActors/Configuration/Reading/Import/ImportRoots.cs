using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Finds the servers in the file of another program.</summary>
internal static class ImportRoots
{
    // Claude, Cursor, Windsurf and many others use the first, VS Code the second, Zed the third and Amp the fourth.
    private static readonly string[] Keys = ["mcpServers", "servers", "context_servers", "amp.mcpServers"];

    // In settings of VS Code it is an object with `servers`; in files of opencode it contains the servers itself.
    private const string Mcp = "mcp";

    /// <summary>The keys that may hold servers.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Keys, Mcp];

    /// <summary>The values that hold servers, with their keys.</summary>
    public static IEnumerable<(string Key, Node Servers)> In(ObjectNode root)
    {
        foreach (var key in Keys)
        {
            if (root.Members.TryGetValue(key, out var servers)) yield return (key, servers);
        }
        if (!root.Members.TryGetValue(Mcp, out var mcp)) yield break;
        if (mcp is ObjectNode settings && settings.Members.TryGetValue("servers", out var within) && !IsEntry(within)) yield return ("mcp.servers", within);
        else yield return (Mcp, mcp);
    }

    // A server of opencode may be called "servers".
    private static bool IsEntry(Node node) => node is ObjectNode entry && (entry.Members.GetValueOrDefault("command") ?? entry.Members.GetValueOrDefault("type")) is ScalarNode or ListNode;
}
