using System.Runtime.InteropServices;
using System.Text;
using McpActors.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Registry;

/// <summary>
/// A file and its flock(2), which the kernel releases when its holder dies. FileStream is not used, because it takes
/// and releases such locks by its own rules.
/// </summary>
internal static unsafe class LockedFile
{
    private const int O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80;
    private const int LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4;

    // <fcntl.h>: O_NOFOLLOW and O_CLOEXEC differ between architectures.
    private static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Creates a file that only this user may read, and locks it.</summary>
    /// <returns>Null if the name is taken, or if another process locked the file first.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static SafeFileHandle? Create(string path)
    {
        if (Open(path, O_RDWR | O_CREAT | O_EXCL, out var errno) is not { } file)
            return errno == Libc.EEXIST ? null : throw new IOException(Libc.Describe($"open {path}", errno));
        if (TryLock(file, LOCK_EX)) return file;
        file.Dispose();
        return null;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <returns>Null if it does not exist, is a link or a socket, or may not be read.</returns>
    public static SafeFileHandle? OpenToRead(string path) =>
        Open(path, Libc.O_NONBLOCK, out var errno) is { } file ? file
        : errno is Libc.ENOENT or Libc.ELOOP or Libc.EACCES or Libc.EPERM or Libc.ENXIO ? null
        : throw new IOException(Libc.Describe($"open {path}", errno));

    /// <summary>Returns true if a process holds the lock that <see cref="Create"/> takes.</summary>
    public static bool IsLocked(SafeFileHandle file) => !TryLock(file, LOCK_SH);

    /// <summary>Takes the exclusive lock if it is free.</summary>
    public static bool TryLockExclusively(SafeFileHandle file) => TryLock(file, LOCK_EX);

    private static SafeFileHandle? Open(string path, int flags, out int errno)
    {
        int fd;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0')) fd = Libc.open(name, flags | O_NOFOLLOW | Libc.O_CLOEXEC, 0b110_000_000);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : new SafeFileHandle(fd, true);
    }

    private static bool TryLock(SafeFileHandle file, int how)
    {
        while (Libc.flock(file, how | LOCK_NB) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return false;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("flock", errno));
        }
        return true;
    }
}
