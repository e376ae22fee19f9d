using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Reads one entry of <c>mcpServers</c> or <c>servers</c> in an imported file.</summary>
internal sealed class EntryReader(Func<string, string?> environment, MistakeList mistakes)
{
    private const string TypeAllowed = "stdio, http, sse or streamable-http";

    // The keys that ServerReader knows. Other keys of an entry are for the program that owns the file.
    private static readonly string[] Keys = ["command", "args", "env", "cwd"];

    // Each program has its own spelling.
    private static readonly string[] LocalTypes = ["stdio", "local"];
    private static readonly string[] RemoteTypes =
        ["http", "sse", "streamable-http", "streamableHttp", "streamable_http", "http-stream", "remote", "ws", "websocket"];
    private static readonly string[] Addresses = ["url", "serverUrl", "httpUrl"];

    /// <summary>The reason to skip the entry; null if it is run. A skipped entry is not checked further.</summary>
    public string? WhySkipped(string key, ObjectNode entry)
    {
        if (IsTurnedOff(key, entry)) return "is disabled there";
        var address = Addresses.FirstOrDefault(a => Find(entry, a) is not null);
        if (Find(entry, "type") is not { } type)
        {
            if (address is null) return null;
            if (Find(entry, "command") is null) return $"has a {address}: an HTTP server, and only stdio servers are run";
            mistakes.AddHidden(key, entry, $"has a command and a {address}, but no type that chooses between them",
                "a command or a url, or a type with them");
            return null;
        }
        var word = (type as ScalarNode)?.Text ?? "";
        if (LocalTypes.Contains(word, StringComparer.OrdinalIgnoreCase)) return null;
        if (Array.Find(RemoteTypes, t => t.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } remote)
            return $"is of type {remote}: an HTTP server, and only stdio servers are run";
        mistakes.Add($"{key}.type", type, $"unknown word{Nearest.Suggest(word, [.. LocalTypes, .. RemoteTypes])}", TypeAllowed);
        return null;
    }

    /// <summary>Reads the entry's definition of the process.</summary>
    public ImportedServer Read(string name, string key, ObjectNode entry)
    {
        var expansion = new Expansion(environment, mistakes);
        var definition = new ObjectNode(entry.Position);
        foreach (var known in Keys)
        {
            if (Find(entry, known) is not { } value) continue;
            if (known is "command" or "cwd" && value is not ScalarNode { Quoted: true })
                mistakes.AddHidden($"{key}.{known}", value, "is not a text", "a text in quotes");
            definition.Members[known] = expansion.Expand($"{key}.{known}", value);
        }
        // Without these variables a different program would be started.
        if (Find(entry, "envFile") is { } file)
            mistakes.AddHidden($"{key}.envFile", file, "is not supported", "env with the variables themselves, such as \"NAME\": \"${NAME}\"");
        return new ImportedServer(name, key, definition);
    }

    // Programs that write "enabled" or "isActive" mean the opposite of "disabled".
    private bool IsTurnedOff(string key, ObjectNode entry) =>
        Flag(key, entry, "disabled") is true | Flag(key, entry, "enabled") is false | Flag(key, entry, "isActive") is false;

    private bool? Flag(string key, ObjectNode entry, string flag)
    {
        if (Find(entry, flag) is not { } value) return null;
        if (value is ScalarNode { Quoted: false, Text: "true" or "false" } word) return word.Text == "true";
        mistakes.Add($"{key}.{flag}", value, "is not true or false", "true or false, without quotes");
        return null;
    }

    private static Node? Find(ObjectNode entry, string key) =>
        entry.Members.TryGetValue(key, out var value) && value is not ScalarNode { IsNull: true } ? value : null;
}
