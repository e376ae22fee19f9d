using System.Diagnostics;
using McpActors.Testing;

namespace McpActors.Torture.Oracle;

/// <summary>
/// What has escaped. This process is a child subreaper, so that whatever loses its parent below it becomes its child, however it tried to
/// hide; and those children that it has not started itself are strangers. The product's own scan is never asked.
/// </summary>
internal static unsafe class Strangers
{
    private static readonly int Self = Environment.ProcessId;

    /// <summary>The living ones, by the cheap way; what has ended is reaped.</summary>
    public static List<int> Look() => Alive(ProcessTree.Children(Self));

    /// <summary>
    /// There are none: said by two readings of all of /proc, for a chain of forks may run past one.
    /// </summary>
    public static bool AreNone() => Look().Count == 0 && Thorough().Count == 0 && Thorough().Count == 0;

    /// <summary>Those who are there now, with all below them.</summary>
    public static IReadOnlyList<int> WithDescendants()
    {
        var strangers = Thorough();
        return [.. strangers.Concat(strangers.SelectMany(ProcessTree.Descendants)).Distinct()];
    }

    /// <summary>Names what is there, and ends it and what it starts meanwhile.</summary>
    public static IReadOnlyList<string> End()
    {
        IReadOnlyList<string> named = [.. WithDescendants().Select(Describe)];
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var strangers = Thorough();
            if (strangers.Count == 0 && Thorough().Count == 0)
                return named;
            if (Stopwatch.GetElapsedTime(since) > Patience.Limit)
                throw new TimeoutException($"Survivors without end: {string.Join(", ", named.Take(20))}");

            // Our own children: nobody else reaps them, so their pids are theirs. What is below comes to us in the next round.
            foreach (var pid in strangers)
            {
                int status;
                _ = Posix.kill(pid, Posix.SIGKILL);
                _ = Posix.waitpid(pid, &status, 0);
            }
        }
    }

    /// <summary>One line, of a length that a person reads.</summary>
    public static string Describe(int pid)
    {
        const int Longest = 200;
        if (Stat.Read(pid) is not { } stat)
            return $"{pid} (gone)";
        var lineage = ProcessTree.Variable(pid, "MCP_ACTORS_LINEAGE") ?? "no lineage";
        var line = $"{pid} ({stat.Name}, {stat.State}, parent {stat.Parent}, {stat.CpuTicks} ticks of a processor, {lineage}) {ProcView.CommandLine(pid).ReplaceLineEndings(" ")}";
        return line.Length > Longest ? line[..Longest] + "..." : line;
    }

    /// <summary>The kernel's last word: no child of any kind is left.</summary>
    public static bool HasNoChildren()
    {
        int status, ended;
        do
            ended = Posix.waitpid(-1, &status, Posix.WNOHANG);
        while (ended > 0);
        return ended == -1;
    }

    private static List<int> Thorough() => Alive(ProcessTree.All().Where(stat => stat.Parent == Self).Select(stat => stat.Pid));

    private static List<int> Alive(IEnumerable<int> children)
    {
        var alive = new List<int>();
        foreach (var pid in children.Where(pid => !Subreaper.IsRegistered(pid)))
        {
            int status;
            // Not to be reaped yet is alive, whatever its state: its first thread may have ended before the others. A child that is just being
            // started is not registered yet; it is a stranger in one reading, and none in the next.
            if (Posix.waitpid(pid, &status, Posix.WNOHANG) == 0)
                alive.Add(pid);
        }

        return alive;
    }
}
