namespace McpActors.Keeper;

/// <summary>
/// Reads files below /proc. The missing files of a process that has ended are a result, not an error.
/// </summary>
internal static unsafe class ProcFile
{
    /// <returns>A descriptor; -1 if the file or the process does not exist.</returns>
    public static int Open(ReadOnlySpan<byte> path)
    {
        fixed (byte* name = path)
        {
            int fd;
            while ((fd = Libc.open(name, Libc.O_RDONLY | Libc.O_CLOEXEC, 0)) == -1)
            {
                if (Errno.Last is Errno.ENOENT or Errno.ESRCH or Errno.EACCES)
                    return -1;
                if (Errno.Last != Errno.EINTR)
                {
                    Report.Unexpected("open /proc", Errno.Last);
                    return -1;
                }
            }

            return fd;
        }
    }

    /// <returns>The number of bytes; 0 at the end, and if the process has ended.</returns>
    public static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            while ((count = Libc.read(fd, bytes, (nuint)buffer.Length)) == -1)
            {
                if (Errno.Last == Errno.ESRCH)
                    return 0;
                if (Errno.Last != Errno.EINTR)
                {
                    Report.Unexpected("read /proc", Errno.Last);
                    return 0;
                }
            }

            return (int)count;
        }
    }

    /// <summary>Reads a file, up to the size of the buffer.</summary>
    public static int ReadAll(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        var fd = Open(path);
        if (fd == -1)
            return 0;

        int length = 0, count;
        while (length < buffer.Length && (count = Read(fd, buffer[length..])) > 0)
            length += count;
        Libc.close(fd);
        return length;
    }
}
