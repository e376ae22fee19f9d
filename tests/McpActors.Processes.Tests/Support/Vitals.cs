namespace McpActors.Processes.Tests.Support;

/// <summary>Resources of the test process, as the kernel counts them.</summary>
internal static class Vitals
{
    public static int Descriptors => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    public static int Threads => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Living children and zombies.</summary>
    public static IReadOnlySet<int> Children => Directory.GetDirectories("/proc/self/task")
        .SelectMany(task => ReadOrEmpty($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(int.Parse)
        .ToHashSet();

    public static bool IsAlive(int pid)
    {
        var stat = ReadOrEmpty($"/proc/{pid}/stat");
        return stat.Length > 0 && stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
    }

    /// <summary>The pipes that a process holds, by inode.</summary>
    public static IReadOnlySet<string> Pipes(int pid) => Directory.GetFiles($"/proc/{pid}/fd")
        .Select(fd => new FileInfo(fd).LinkTarget ?? "")
        .Where(target => target.StartsWith("pipe:", StringComparison.Ordinal))
        .ToHashSet();

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // A thread or a process that has just ended.
            return "";
        }
    }
}
