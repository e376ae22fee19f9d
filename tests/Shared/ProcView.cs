using System.Globalization;

namespace McpActors.Testing;

/// <summary>What /proc says of a process, read in the plainest way.</summary>
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

    /// <summary>All children of all threads, the ended and unreaped among them.</summary>
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
            // The process, or one of its threads, has ended while we looked: what was found is what there is.
        }

        return children;
    }

    /// <summary>How often the threads of a process were taken off a processor: what sleeps undisturbed keeps the number.</summary>
    public static long ContextSwitches(int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task")
            .SelectMany(task => File.ReadLines($"{task}/status"))
            .Where(line => line.Contains("_ctxt_switches:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));

    /// <summary>From the third field on, or null when there is no such process.</summary>
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
