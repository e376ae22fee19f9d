using System.Runtime.InteropServices;
using McpActors.Processes.Scanning;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Both ends of a new pipe, which no other child inherits. Socket pairs are not used, because a server could then not
/// reopen /dev/stderr (unix(7): open(2) on a socket fails with ENXIO).
/// </summary>
internal readonly struct Pipe : IDisposable
{
    /// <summary>
    /// The highest descriptor that a keeper is given: stdin, stdout, stderr and its reports. In the host, no end of a
    /// pipe has such a number.
    /// </summary>
    private const int LastOfTheKeepers = Spawner.ReportFd;

    private const int F_DUPFD_CLOEXEC = 1030, F_GETFL = 3, F_SETFL = 4, F_GETPIPE_SZ = 1032;

    private Pipe(SafeFileHandle reader, SafeFileHandle writer)
    {
        Reader = reader;
        Writer = writer;
    }

    public SafeFileHandle Reader { get; }

    public SafeFileHandle Writer { get; }

    public static unsafe Pipe Create()
    {
        var fds = stackalloc int[2];
        if (Libc.pipe2(fds, Libc.O_CLOEXEC) < 0) throw new IOException(Libc.Describe("pipe2", Marshal.GetLastPInvokeError()));
        // Both ends are owned before anything else can fail.
        var ends = new Pipe(new SafeFileHandle(fds[0], true), new SafeFileHandle(fds[1], true));
        try
        {
            return new Pipe(AboveTheKeepers(ends.Reader), AboveTheKeepers(ends.Writer));
        }
        catch
        {
            ends.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes this end non-blocking. The other end has its own open file description and is not affected.
    /// </summary>
    public static void MakeNonBlocking(SafeHandle end)
    {
        var flags = Libc.fcntl(end, F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(end, F_SETFL, flags | Libc.O_NONBLOCK) < 0)
            throw new IOException(Libc.Describe("fcntl", Marshal.GetLastPInvokeError()));
    }

    /// <summary>The pipe's capacity in bytes: 64 KiB, unless it was changed (F_SETPIPE_SZ).</summary>
    public static int Capacity(SafeHandle end)
    {
        var size = Libc.fcntl(end, F_GETPIPE_SZ, 0);
        return size > 0 ? size : 1 << 20;
    }

    /// <summary>The kernel's number for the pipe, from the link of its descriptor (proc_pid_fd(5)).</summary>
    public static ulong Inode(SafeHandle end) =>
        ProcFs.PipeInode(ProcFs.Link(Environment.ProcessId, (int)end.DangerousGetHandle())) ?? 0;

    /// <summary>Takes over one end of a pipe that is about to be disposed.</summary>
    public static SafeFileHandle Take(SafeFileHandle end)
    {
        var taken = new SafeFileHandle(end.DangerousGetHandle(), true);
        end.SetHandleAsInvalid();
        return taken;
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }

    // In a host that was started with stdin closed, a new pipe may get descriptor 0. dup2 in the child would then
    // duplicate 0 onto itself, or overwrite another end.
    private static SafeFileHandle AboveTheKeepers(SafeFileHandle fd)
    {
        if (fd.DangerousGetHandle() > LastOfTheKeepers) return fd;
        using (fd)
        {
            var higher = Libc.fcntl(fd, F_DUPFD_CLOEXEC, LastOfTheKeepers + 1);
            if (higher < 0) throw new IOException(Libc.Describe("fcntl", Marshal.GetLastPInvokeError()));
            return new SafeFileHandle(higher, true);
        }
    }
}
