namespace McpActors.Torture.Oracle;

/// <summary>The process tree as /proc shows it.</summary>
internal static class ProcessTree
{
    /// <summary>
    /// The children of all threads of a process, including ended ones. Cheap, and good for waiting; a child whose
    /// thread ends during the reading can be missed, so it proves nothing.
    /// </summary>
    public static List<int> Children(int pid)
    {
        var children = new List<int>();
        foreach (var task in Entries($"/proc/{pid}/task"))
        {
            foreach (var child in ReadOrEmpty($"/proc/{pid}/task/{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                children.Add(int.Parse(child, CultureInfo.InvariantCulture));
        }

        return children;
    }

    /// <summary>Reads all of /proc once: a process that exists during the whole reading is included.</summary>
    public static List<Stat> All() =>
    [
        .. Entries("/proc").Where(name => char.IsAsciiDigit(name[0])).Select(name => Stat.Read(int.Parse(name, CultureInfo.InvariantCulture))).OfType<Stat>(),
    ];

    /// <summary>All live descendants of a process, in no order.</summary>
    public static List<int> Descendants(int pid)
    {
        var found = new List<int>();
        var open = new Stack<int>([pid]);
        while (open.TryPop(out var parent))
        {
            foreach (var child in Children(parent))
            {
                if (found.Count > 10_000)
                    return found;
                found.Add(child);
                open.Push(child);
            }
        }

        return found;
    }

    /// <summary>The value of an environment variable at the start of the process, or null.</summary>
    public static string? Variable(int pid, string name) =>
        ReadOrEmpty($"/proc/{pid}/environ").Split('\0').FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>
    /// The server of a keeper, from its command line, because its environment belongs to root. Null for any other
    /// process.
    /// </summary>
    public static string? ServerOfKeeper(int pid)
    {
        var arguments = ReadOrEmpty($"/proc/{pid}/cmdline").Split('\0');
        return Array.IndexOf(arguments, "--name") is > 0 and var at && at < Array.IndexOf(arguments, "--") ? arguments[at + 1] : null;
    }

    private static List<string> Entries(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it has ended
        }
    }

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended
        }
    }
}
