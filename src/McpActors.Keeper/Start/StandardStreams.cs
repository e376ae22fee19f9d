namespace McpActors.Keeper;

/// <summary>File descriptors 0, 1 and 2, which the keeper shares with the server and never reads.</summary>
internal static unsafe class StandardStreams
{
    public const int Input = 0, Output = 1, Error = 2;

    /// <summary>A full stderr pipe whose reader does nothing must not keep the keeper from ending.</summary>
    private const int FullPipeWait = 1000;

    /// <summary>Long enough for what can hang up; a longer path is that of a file.</summary>
    private const int LinkLength = 64;

    /// <summary>A host may start us without them. Then the next file to be opened would take their place.</summary>
    public static void EnsureOpen()
    {
        for (var fd = Input; fd <= Error; fd++)
        {
            if (Libc.fcntl(fd, Libc.F_GETFD, 0) == -1)
                OpenNull(); // open(2) returns the lowest free descriptor: this one
        }
    }

    /// <summary>Lets go of our copies of a pipe, so that its other end depends on the server alone.</summary>
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

        // There may be more of them: CoreCLR begins with a dup(2) of each standard stream, and a host may have let one slip.
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

    /// <summary>Writes at most PIPE_BUF bytes, which pipe(7) takes whole or not at all, as soon as there is room for them.</summary>
    /// <returns>false: there was no room for a second, or nobody reads any more.</returns>
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

    /// <summary>Not closed but replaced: a number that somebody still believes in shall never name another file.</summary>
    private static void Replace(int fd, int nothing)
    {
        if (Libc.dup2(nothing, fd) == -1)
            Report.Unexpected("dup2", Errno.Last);
    }

    /// <summary>What a descriptor is: <c>pipe:[INODE]</c>, <c>socket:[INODE]</c> or a path (proc_pid_fd(5)).</summary>
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
