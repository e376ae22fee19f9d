namespace McpActors.Configuration;

/// <summary>What is different between two definitions of a server. Records compare lists by reference, and every reading makes new ones.</summary>
internal static class ServerSettingsDiff
{
    /// <summary>The keys that are different; none where the two are the same.</summary>
    public static IReadOnlyList<string> Of(ServerSettings old, ServerSettings now)
    {
        var keys = new List<string>();
        Add("command", old.Command == now.Command);
        Add("args", old.Arguments.SequenceEqual(now.Arguments, StringComparer.Ordinal));
        Add("env", Same(old.Environment, now.Environment));
        Add("cwd", old.WorkingDirectory == now.WorkingDirectory);
        // Whatever else there is, without having to be named here: with the lists made the same, the records' own equality tells.
        var alike = now with
        {
            Command = old.Command, Arguments = old.Arguments, Environment = old.Environment, WorkingDirectory = old.WorkingDirectory,
        };
        Add("other settings", old == alike);
        return keys;

        void Add(string key, bool same)
        {
            if (!same) keys.Add(key);
        }
    }

    private static bool Same(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> now) =>
        old.Count == now.Count && old.All(pair => now.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
