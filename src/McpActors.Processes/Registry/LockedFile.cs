using System.Runtime.InteropServices;
using System.Text;
using McpActors.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Registry;

/// <summary>
/// A file and its flock(2), which the kernel frees when its holder dies, however that comes about. Not a FileStream: that takes and
/// frees such locks by rules of its own.
/// </summary>
internal static unsafe class LockedFile
{
    private const int O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80;
    private const int LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4;

    // <fcntl.h>: these two differ between architectures.
    private static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Creates a file that only we may read, and locks it.</summary>
    /// <returns>Null where the name is taken, or somebody else was quicker to lock it.</returns>
    /// <exception cref="IOException">No file can be made there.</exception>
    public static SafeFileHandle? Create(string path)
    {
        if (Open(path, O_RDWR | O_CREAT | O_EXCL, out var errno) is not { } file)
            return errno == Libc.EEXIST ? null : throw new IOException(Libc.Describe($"open {path}", errno));
        if (TryLock(file, LOCK_EX)) return file;
        file.Dispose();
        return null;
    }

    /// <summary>Opens a file to read it.</summary>
    /// <returns>Null where it is gone, a link, a socket, or not for us.</returns>
    public static SafeFileHandle? OpenToRead(string path) =>
        Open(path, Libc.O_NONBLOCK, out var errno) is { } file ? file
        : errno is Libc.ENOENT or Libc.ELOOP or Libc.EACCES or Libc.EPERM or Libc.ENXIO ? null
        : throw new IOException(Libc.Describe($"open {path}", errno));

    /// <summary>Whether somebody holds the lock that <see cref="Create"/> takes.</summary>
    public static bool IsLocked(SafeFileHandle file) => !TryLock(file, LOCK_SH);

    /// <summary>Takes the lock for us alone, where nobody has it.</summary>
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
