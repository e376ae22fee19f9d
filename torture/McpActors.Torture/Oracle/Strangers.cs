namespace McpActors.Torture.Oracle;

/// <summary>
/// Escaped processes. This process is a child subreaper, so that every process below it that loses its parent becomes
/// its child, however it tries to hide; children that it did not start itself are strangers. The product's own scan is
/// never used.
/// </summary>
internal static unsafe class Strangers
{
    private static readonly int Self = Environment.ProcessId;

    /// <summary>The live strangers, by the cheap reading; ended ones are reaped.</summary>
    public static List<int> Look() => Alive(ProcessTree.Children(Self));

    /// <summary>
    /// Whether there are none, according to two readings of all of /proc, because a chain of forks may slip past one.
    /// </summary>
    public static bool AreNone() => Look().Count == 0 && Thorough().Count == 0 && Thorough().Count == 0;

    /// <summary>The present strangers with all their descendants.</summary>
    public static IReadOnlyList<int> WithDescendants()
    {
        var strangers = Thorough();
        return [.. strangers.Concat(strangers.SelectMany(ProcessTree.Descendants)).Distinct()];
    }

    /// <summary>Names the strangers, and ends them and the processes that they start meanwhile.</summary>
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

            // Our own children: only we reap them, so their pids stay valid. Their descendants become our children in
            // the next round.
            foreach (var pid in strangers)
            {
                int status;
                _ = Posix.kill(pid, Posix.SIGKILL);
                _ = Posix.waitpid(pid, &status, 0);
            }
        }
    }

    /// <summary>One line of readable length.</summary>
    public static string Describe(int pid)
    {
        const int Longest = 200;
        if (Stat.Read(pid) is not { } stat)
            return $"{pid} (gone)";
        var lineage = ProcessTree.Variable(pid, "MCP_ACTORS_LINEAGE") ?? "no lineage";
        var line = $"{pid} ({stat.Name}, {stat.State}, parent {stat.Parent}, {stat.CpuTicks} ticks of a processor, {lineage}) {ProcView.CommandLine(pid).ReplaceLineEndings(" ")}";
        return line.Length > Longest ? line[..Longest] + "..." : line;
    }

    /// <summary>Whether the kernel confirms that no child of any kind is left.</summary>
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
            // A process that cannot be reaped yet is alive, whatever its state: its first thread may have ended before
            // the others. A child that is just being started is not registered yet; it is a stranger in one reading,
            // and none in the next.
            if (Posix.waitpid(pid, &status, Posix.WNOHANG) == 0)
                alive.Add(pid);
        }

        return alive;
    }
}
