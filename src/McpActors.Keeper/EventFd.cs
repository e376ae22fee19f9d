namespace McpActors.Keeper;

/// <summary>eventfd(2).</summary>
internal static unsafe class EventFd
{
    /// <returns>The descriptor; -1 on failure.</returns>
    public static int Create(int flags) => Libc.eventfd(0, Libc.EFD_CLOEXEC | flags);

    public static void Signal(int fd)
    {
        ulong one = 1;
        while (Libc.write(fd, &one, sizeof(ulong)) == -1)
        {
            if (Errno.Last == Errno.EAGAIN)
                return; // the counter is full, so the reader has been told
            if (Errno.Last != Errno.EINTR)
            {
                Report.Unexpected("write eventfd", Errno.Last);
                return;
            }
        }
    }

    /// <summary>Takes a signal; waits for one first if the descriptor is blocking.</summary>
    public static void Clear(int fd)
    {
        ulong count;
        while (Libc.read(fd, &count, sizeof(ulong)) == -1)
        {
            if (Errno.Last == Errno.EAGAIN)
                return;
            if (Errno.Last != Errno.EINTR)
            {
                Report.Unexpected("read eventfd", Errno.Last);
                return;
            }
        }
    }
}
