using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Reads one entry of an imported file.</summary>
/// <param name="file">The file's path.</param>
/// <param name="environment">Looks up an environment variable.</param>
/// <param name="mistakes">Receives the reasons why the entry cannot be run.</param>
internal sealed class EntryReader(string file, Func<string, string?> environment, MistakeList mistakes)
{
    // The keys that ServerReader knows. Other keys of an entry are for the program that owns the file.
    private static readonly string[] Keys = ["command", "args", "env", "cwd"];

    // Each program has its own spelling.
    private static readonly string[] LocalTypes = ["stdio", "local"];
    private static readonly string[] RemoteTypes =
        ["http", "sse", "streamable-http", "streamableHttp", "streamable_http", "http-stream", "remote", "ws", "websocket"];
    private static readonly string[] Addresses = ["url", "serverUrl", "httpUrl"];

    private readonly Expansion _expansion = new(new ImportVariables(file, environment).Value, mistakes);

    /// <summary>The reason to skip the entry; null if it is run. A skipped entry is not checked further.</summary>
    public string? WhySkipped(string key, ObjectNode entry)
    {
        if (IsTurnedOff(key, entry)) return "is disabled there";
        var hasCommand = Find(entry, "command") is not null;
        if (Find(entry, "type") is ScalarNode { Text: var word } && !LocalTypes.Contains(word, StringComparer.OrdinalIgnoreCase))
        {
            if (Array.Find(RemoteTypes, t => t.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } remote)
                return $"is of type {remote}: an HTTP server, and only stdio servers are run";
            if (!hasCommand) return "is of a type that is not known, and has no command";
        }
        // Without a type the command decides, as in the programs that own the files.
        if (hasCommand) return null;
        if (Addresses.FirstOrDefault(a => Find(entry, a) is not null) is { } address)
            return $"has a {address}: an HTTP server, and only stdio servers are run";
        return Find(entry, "source") is ScalarNode { Text: "extension" } ? "is started by an extension of that program, and has no command" : null;
    }

    /// <summary>Reads the entry's definition of the process.</summary>
    public ObjectNode Read(string key, ObjectNode entry)
    {
        var definition = new ObjectNode(entry.Position);
        foreach (var known in Keys)
        {
            if (Find(entry, known) is not { } value) continue;
            if (known is "command" or "cwd" && value is not ScalarNode { Quoted: true })
                mistakes.AddHidden($"{key}.{known}", value, "is not a text", "a text in quotes");
            definition.Members[known] = _expansion.Expand($"{key}.{known}", value, isPath: known != "env");
        }
        if (Find(entry, "envFile") is { } envFile) AddVariables($"{key}.envFile", envFile, definition);
        return definition;
    }

    // As in VS Code, a variable of the entry itself is stronger than one of the file.
    private void AddVariables(string key, Node value, ObjectNode definition)
    {
        if (value is not ScalarNode { Quoted: true } || _expansion.Expand(key, value, isPath: true) is not ScalarNode { Text: { Length: > 0 } path })
        {
            mistakes.AddHidden(key, value, "is not the path of a file", "a text in quotes: a file with lines NAME=value");
            return;
        }
        var full = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, path);
        if (!File.Exists(full))
        {
            mistakes.AddHidden(key, value, "is not an existing file", "a file with lines NAME=value; a relative path starts at the folder of this file");
            return;
        }
        try
        {
            var variables = EnvironmentFile.Read(ConfigurationFile.ReadText(full), full, mistakes);
            var own = definition.Members.GetValueOrDefault("env");
            if (own is null or ObjectNode) definition.Members["env"] = own is ObjectNode set ? set.Over(variables) : variables;
        }
        catch (McpConfigurationException e)
        {
            mistakes.AddHidden(key, value, e.Mistakes[0].Problem, "a file with lines NAME=value");
        }
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
