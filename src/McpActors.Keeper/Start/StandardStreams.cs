namespace McpActors.Keeper;

/// <summary>File descriptors 0, 1 and 2, which the keeper shares with the server and never reads.</summary>
internal static unsafe class StandardStreams
{
    public const int Input = 0, Output = 1, Error = 2;

    /// <summary>
    /// The longest wait in milliseconds for room in a full stderr pipe, so that an idle reader cannot block the
    /// keeper's exit.
    /// </summary>
    private const int FullPipeWait = 1000;

    /// <summary>Long enough for the link of a pipe or socket; a longer link is a file's path.</summary>
    private const int LinkLength = 64;

    /// <summary>
    /// Opens missing standard streams on /dev/null. Otherwise the next opened file would get their number.
    /// </summary>
    public static void EnsureOpen()
    {
        for (var fd = Input; fd <= Error; fd++)
        {
            if (Libc.fcntl(fd, Libc.F_GETFD, 0) == -1)
                OpenNull(); // open(2) returns the lowest free descriptor: this one
        }
    }

    /// <summary>Replaces the keeper's copies of a pipe, so that only the server holds its other end.</summary>
    public static void LetGo(int fd)
    {
        var nothing = OpenNull();
        if (nothing == -1)
        {
            Report.Unexpected("open /dev/null", Errno.Last);
            return;
        }

        Span<byte> target = stackalloc byte[LinkLength];
        target = ReadLink(fd, target);
        Replace(fd, nothing);

        // There may be several copies: CoreCLR duplicates each standard stream at start, and a host may leak one.
        var open = new List<int>();
        Numbers.List("/proc/self/fd\0"u8, open);
        Span<byte> other = stackalloc byte[LinkLength];
        foreach (var candidate in open)
        {
            if (candidate > Error && !target.IsEmpty && ReadLink(candidate, other).SequenceEqual(target))
                Replace(candidate, nothing);
        }

        Libc.close(nothing);
    }

    /// <summary>
    /// Writes at most PIPE_BUF bytes, which pipe(7) accepts completely or not at all, once there is room.
    /// </summary>
    /// <returns>False if there was no room for a second, or the pipe has no reader.</returns>
    public static bool Write(int fd, ReadOnlySpan<byte> line)
    {
        var waiting = new Libc.PollFd { Fd = fd, Events = Libc.POLLOUT };
        int ready;
        while ((ready = Libc.poll(&waiting, 1, FullPipeWait)) == -1 && Errno.Last == Errno.EINTR)
        {
        }

        if (ready != 1 || (waiting.Returned & Libc.POLLOUT) == 0)
            return false;

        fixed (byte* bytes = line)
        {
            nint written;
            while ((written = Libc.write(fd, bytes, (nuint)line.Length)) == -1 && Errno.Last == Errno.EINTR)
            {
            }

            return written == line.Length;
        }
    }

    /// <summary>Replaces a descriptor instead of closing it, so that its number never refers to another file.</summary>
    private static void Replace(int fd, int nothing)
    {
        if (Libc.dup2(nothing, fd) == -1)
            Report.Unexpected("dup2", Errno.Last);
    }

    /// <summary>
    /// The target of a descriptor: <c>pipe:[INODE]</c>, <c>socket:[INODE]</c> or a path (proc_pid_fd(5)).
    /// </summary>
    private static Span<byte> ReadLink(int fd, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[ProcPath.MaxLength];
        fixed (byte* link = ProcPath.OfSelfFd(path, fd), target = buffer)
        {
            var length = Libc.readlink(link, target, (nuint)buffer.Length);
            return length == -1 ? default : buffer[..(int)length];
        }
    }

    private static int OpenNull()
    {
        fixed (byte* path = "/dev/null\0"u8)
            return Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
    }
}
