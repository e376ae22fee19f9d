using System.Globalization;

namespace McpActors.Keeper;

/// <summary>What the keeper does to itself before it starts a server.</summary>
internal static unsafe class Isolation
{
    /// <summary>
    /// No process of our user may trace us from here on, nor open our memory, environment or descriptors (PR_SET_DUMPABLE, prctl(2); ptrace(2),
    /// access mode checking): a server would otherwise let its keeper say what it likes. Our files in /proc then belong to root; stat, cmdline and
    /// children stay readable. A process with CAP_SYS_PTRACE is not held off. To be called before the server starts.
    /// </summary>
    public static bool BecomeUndumpable()
    {
        if (Libc.prctl(Libc.PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
            return true;

        Report.StartFailed("unsupported", $"prctl(PR_SET_DUMPABLE): {Errno.Describe(Errno.Last)}");
        return false;
    }

    /// <summary>Orphans below us come to us instead of to init (prctl(2)). Without that there is no proof of anything.</summary>
    public static bool BecomeSubreaper()
    {
        if (Libc.prctl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
            return true;

        Report.StartFailed("unsupported", $"prctl(PR_SET_CHILD_SUBREAPER): {Errno.Describe(Errno.Last)}");
        return false;
    }

    /// <summary>A session of our own: no terminal, and no signal that is meant for our host's process group.</summary>
    public static void LeaveSession()
    {
        if (Libc.setsid() != -1 || Libc.getsid(0) == Libc.getpid())
            return;

        // setsid(2) refuses the leader of a process group. Step into our parent's group, which is allowed within one session, and leave.
        if (Libc.setpgid(0, Libc.getpgid(Libc.getppid())) == 0 && Libc.setsid() != -1)
            return;

        Report.Unexpected("setsid", Errno.Last);
    }

    /// <summary>The lineage that every descendant inherits, whatever it does to its environment (getrlimit(2)).</summary>
    public static void SetMark(ulong mark)
    {
        Libc.ResourceLimit limit;
        if (Libc.getrlimit(Libc.RLIMIT_RSS, &limit) == 0)
        {
            limit.Soft = mark;
            if (Libc.setrlimit(Libc.RLIMIT_RSS, &limit) == 0)
                return;
        }

        Report.Unexpected(string.Create(CultureInfo.InvariantCulture, $"setrlimit RLIMIT_RSS to {mark}"), Errno.Last);
    }
}
