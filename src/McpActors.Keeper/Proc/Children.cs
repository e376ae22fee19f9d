namespace McpActors.Keeper;

/// <summary>
/// The keeper's own children: the server, and every orphan that the kernel re-parents to the subreaper.
/// </summary>
internal static unsafe class Children
{
    /// <summary>No child is left, neither alive nor ended: confirmed by the kernel (ECHILD).</summary>
    public const int Extinct = -1;

    /// <summary>All children are alive.</summary>
    public const int AllAlive = 0;

    /// <summary>
    /// Returns the pid of a child that has ended but not been reaped, <see cref="AllAlive"/> or <see cref="Extinct"/>.
    /// </summary>
    public static int Peek() => Wait(Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT);

    /// <summary>Waits until <see cref="Peek"/> would return something other than <see cref="AllAlive"/>.</summary>
    public static int Await() => Wait(Libc.WEXITED | Libc.WNOWAIT);

    /// <summary>Reaps a child that has ended. The kernel may then reuse its pid.</summary>
    public static WaitStatus Reap(int pid)
    {
        int status;
        while (Libc.waitpid(pid, &status, 0) == -1)
        {
            if (Errno.Last != Errno.EINTR)
            {
                Report.Unexpected("waitpid", Errno.Last);
                return default;
            }
        }

        return new WaitStatus(status);
    }

    private static int Wait(int options)
    {
        Libc.SignalInfo ended = default; // waitid(2) leaves the pid as it is when WNOHANG finds nothing
        while (Libc.waitid(Libc.P_ALL, 0, &ended, options) == -1)
        {
            if (Errno.Last == Errno.ECHILD)
                return Extinct;
            if (Errno.Last != Errno.EINTR)
            {
                Report.Unexpected("waitid", Errno.Last);
                return AllAlive;
            }
        }

        return ended.Pid;
    }
}
