using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Brings an entry into the spelling of <c>mcpServers</c>. opencode writes the command and its arguments as one list, and
/// <c>environment</c>; older files of Zed have an object with <c>path</c>, <c>args</c> and <c>env</c> under <c>command</c>.
/// </summary>
internal static class EntrySpelling
{
    /// <summary>The entry with the keys <c>command</c>, <c>args</c> and <c>env</c>; all other keys as they are.</summary>
    public static ObjectNode Plain(ObjectNode entry)
    {
        var plain = new ObjectNode(entry.Position);
        foreach (var (key, value) in entry.Members) plain.Members[key] = value;
        switch (entry.Members.GetValueOrDefault("command"))
        {
            case ListNode { Items: { Count: > 0 } words } list:
                var more = entry.Members.GetValueOrDefault("args") as ListNode;
                plain.Members["command"] = words[0];
                plain.Members["args"] = new ListNode([.. words.Skip(1), .. more?.Items ?? []], list.Position);
                break;
            case ObjectNode command:
                foreach (var (key, value) in command.Members) plain.Members[key == "path" ? "command" : key] = value;
                if (!command.Members.ContainsKey("path")) plain.Members.Remove("command");
                break;
        }
        if (entry.Members.TryGetValue("environment", out var environment)) plain.Members.TryAdd("env", environment);
        return plain;
    }
}
