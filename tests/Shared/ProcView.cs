namespace McpActors.Testing;

/// <summary>Reads /proc about a process in the simplest way.</summary>
internal static class ProcView
{
    public static bool IsAlive(int pid) => Fields(pid) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>Field 25 of /proc/PID/stat: the soft RLIMIT_RSS.</summary>
    public static ulong ResidentLimit(int pid) =>
        ulong.Parse((Fields(pid) ?? throw new InvalidOperationException($"process {pid} is gone"))[25 - 3], CultureInfo.InvariantCulture);

    public static int Session(int pid) => int.Parse(Fields(pid)![6 - 3], CultureInfo.InvariantCulture);

    public static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return "(gone)";
        }
    }

    /// <summary>All children of all threads, including ended and unreaped ones.</summary>
    public static IReadOnlyList<int> Children(int pid)
    {
        var children = new List<int>();
        try
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                foreach (var child in File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
            }
        }
        catch (IOException)
        {
            // The process, or one of its threads, ended during the reading: the children found so far are the result.
        }

        return children;
    }

    /// <summary>
    /// How often the threads of a process were taken off a processor; the number of an undisturbed sleeper stays the
    /// same.
    /// </summary>
    public static long ContextSwitches(int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task")
            .SelectMany(task => File.ReadLines($"{task}/status"))
            .Where(line => line.Contains("_ctxt_switches:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));

    /// <summary>The fields from the third on; null if there is no such process.</summary>
    private static string[]? Fields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
