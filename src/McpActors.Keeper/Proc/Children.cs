namespace McpActors.Keeper;

/// <summary>The keeper's own children: the server, and every orphan that the kernel hands to its subreaper.</summary>
internal static unsafe class Children
{
    /// <summary>There is no child, neither alive nor ended: the kernel's word (ECHILD).</summary>
    public const int Extinct = -1;

    /// <summary>There are children, and all of them live.</summary>
    public const int AllAlive = 0;

    /// <summary>A child that has ended and still holds its pid, or one of the two above.</summary>
    public static int Peek() => Wait(Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT);

    /// <summary>Waits until <see cref="Peek"/> has something other than <see cref="AllAlive"/> to say.</summary>
    public static int Await() => Wait(Libc.WEXITED | Libc.WNOWAIT);

    /// <summary>Gives back the pid of a child that has ended. From here on it may name somebody else.</summary>
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
