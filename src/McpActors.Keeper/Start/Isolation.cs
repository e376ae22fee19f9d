using System.Globalization;

namespace McpActors.Keeper;

/// <summary>Prepares the keeper's own process before the server starts.</summary>
internal static unsafe class Isolation
{
    /// <summary>
    /// Forbids every process of this user to trace the keeper and to open its memory, environment or descriptors
    /// (PR_SET_DUMPABLE, prctl(2); ptrace(2), access mode checking); otherwise a server could forge its keeper's
    /// report. The keeper's files in /proc then belong to root; stat, cmdline and children stay readable. A process
    /// with CAP_SYS_PTRACE is not restricted. Call it before the server starts.
    /// </summary>
    public static bool BecomeUndumpable()
    {
        if (Libc.prctl(Libc.PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
            return true;

        Report.StartFailed("unsupported", $"prctl(PR_SET_DUMPABLE): {Errno.Describe(Errno.Last)}");
        return false;
    }

    /// <summary>
    /// Makes the kernel re-parent orphaned descendants to the keeper instead of to init (prctl(2)). The proof of
    /// extinction depends on it.
    /// </summary>
    public static bool BecomeSubreaper()
    {
        if (Libc.prctl(Libc.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
            return true;

        Report.StartFailed("unsupported", $"prctl(PR_SET_CHILD_SUBREAPER): {Errno.Describe(Errno.Last)}");
        return false;
    }

    /// <summary>Starts a new session: without a terminal, and without signals for the host's process group.</summary>
    public static void LeaveSession()
    {
        if (Libc.setsid() != -1 || Libc.getsid(0) == Libc.getpid())
            return;

        // setsid(2) fails for the leader of a process group. Join the parent's group, which is allowed within a
        // session, then leave.
        if (Libc.setpgid(0, Libc.getpgid(Libc.getppid())) == 0 && Libc.setsid() != -1)
            return;

        Report.Unexpected("setsid", Errno.Last);
    }

    /// <summary>Sets the mark that every descendant inherits, even with a wiped environment (getrlimit(2)).</summary>
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
