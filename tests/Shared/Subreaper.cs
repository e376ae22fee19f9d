namespace McpActors.Testing;

/// <summary>
/// The oracle: the test process is a child subreaper, so every process that escapes from a test becomes its own child,
/// however it tries to hide. Children that no test started are survivors. They are counted, named, and only then ended.
/// </summary>
internal static unsafe class Subreaper
{
    private static readonly ConcurrentDictionary<int, bool> Known = new();

    static Subreaper() => Posix.Check(Posix.prctl(Posix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl");

    /// <summary>Call it before the first process is started.</summary>
    public static void Enable() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Subreaper).TypeHandle);

    /// <summary>Registers a child that a test has started, or expects to inherit, and waits for itself.</summary>
    public static void Register(int pid) => Known[pid] = true;

    public static void Unregister(int pid) => Known.TryRemove(pid, out _);

    public static bool IsRegistered(int pid) => Known.ContainsKey(pid);

    /// <summary>Names the live unregistered children; they and their descendants are ended and reaped.</summary>
    /// <returns>"PID COMMAND" of each.</returns>
    public static IReadOnlyList<string> EndSurvivors()
    {
        var survivors = new List<string>();
        var patience = DateTime.UtcNow + Patience.Limit;
        while (true)
        {
            // When a process ends, its children become ours and are found in the next round.
            var strangers = ProcView.Children(Environment.ProcessId).Where(pid => !Known.ContainsKey(pid)).ToList();
            if (strangers.Count == 0)
                return survivors;
            if (DateTime.UtcNow > patience)
                throw new TimeoutException($"Survivors without end: {string.Join(", ", survivors.Take(20))}");

            foreach (var pid in strangers)
            {
                int status;
                if (Posix.waitpid(pid, &status, Posix.WNOHANG) == pid)
                    continue; // it had already ended
                if (!ProcView.IsAlive(pid))
                {
                    // Its leader has ended, and its last thread is about to (proc_pid_stat(5): Z).
                    _ = Posix.waitpid(pid, &status, 0);
                    continue;
                }

                survivors.Add(string.Create(CultureInfo.InvariantCulture, $"{pid} {ProcView.CommandLine(pid)}"));
                _ = Posix.kill(pid, Posix.SIGKILL);
                _ = Posix.waitpid(pid, &status, 0);
            }
        }
    }
}
