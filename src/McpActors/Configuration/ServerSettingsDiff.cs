namespace McpActors.Configuration;

/// <summary>
/// The difference between two definitions of a server. Records compare lists by reference, and every reading creates
/// new lists.
/// </summary>
internal static class ServerSettingsDiff
{
    /// <summary>The keys that differ; none if the definitions are equal.</summary>
    public static IReadOnlyList<string> Of(ServerSettings old, ServerSettings now)
    {
        var keys = new List<string>();
        Add("command", old.Command == now.Command);
        Add("args", old.Arguments.SequenceEqual(now.Arguments, StringComparer.Ordinal));
        Add("env", Same(old.Environment, now.Environment));
        Add("cwd", old.WorkingDirectory == now.WorkingDirectory);
        Add("tools", Same(old.Tools, now.Tools));
        // Covers all other settings without listing them: with equal lists, the records' own equality decides.
        var alike = now with
        {
            Command = old.Command, Arguments = old.Arguments, Environment = old.Environment, WorkingDirectory = old.WorkingDirectory,
            Tools = old.Tools,
        };
        Add("other settings", old == alike);
        return keys;

        void Add(string key, bool same)
        {
            if (!same) keys.Add(key);
        }
    }

    private static bool Same<T>(IReadOnlyDictionary<string, T> old, IReadOnlyDictionary<string, T> now)
        where T : class =>
        old.Count == now.Count && old.All(pair => now.TryGetValue(pair.Key, out var value) && value.Equals(pair.Value));
}
