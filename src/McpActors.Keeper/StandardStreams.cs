namespace McpActors.Keeper;

/// <summary>File descriptors 0, 1 and 2, which the keeper shares with the server and never reads.</summary>
internal static unsafe class StandardStreams
{
    public const int Input = 0, Output = 1, Error = 2;

    /// <summary>A full stderr pipe whose reader does nothing must not keep the keeper from ending.</summary>
    private const int FullPipeWait = 1000;

    /// <summary>A host may start us without them. Then the next file to be opened would take their place.</summary>
    public static void EnsureOpen()
    {
        for (var fd = Input; fd <= Error; fd++)
        {
            if (Libc.fcntl(fd, Libc.F_GETFD, 0) == -1)
                OpenNull(); // open(2) returns the lowest free descriptor: this one
        }
    }

    /// <summary>Lets go of our copy of a pipe, so that its other end depends on the server alone.</summary>
    public static void LetGo(int fd)
    {
        var nothing = OpenNull();
        if (nothing == -1 || Libc.dup2(nothing, fd) == -1)
        {
            Report.Unexpected(nothing == -1 ? "open /dev/null" : "dup2", Errno.Last);
            Libc.close(fd);
        }

        if (nothing != -1)
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

    private static int OpenNull()
    {
        fixed (byte* path = "/dev/null\0"u8)
            return Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
    }
}
