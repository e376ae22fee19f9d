using System.Runtime.InteropServices;
using System.Text;
using McpActors.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Files;

/// <summary>
/// Opens regular files only: opening a FIFO would block, a device has effects, and neither ends. The file is opened
/// without blocking and checked afterwards, because a name may change its meaning between a check and an opening.
/// </summary>
internal static unsafe class RegularFile
{
    private const int O_WRONLY = 1, O_CREAT = 0x40, O_APPEND = 0x400;
    private const int F_SETFL = 4;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_TYPE = 0x1;
    private const uint S_IFMT = 0xF000, S_IFIFO = 0x1000, S_IFCHR = 0x2000, S_IFDIR = 0x4000, S_IFBLK = 0x6000, S_IFREG = 0x8000, S_IFSOCK = 0xC000;

    // Mode 0600.
    private const int OwnerOnly = 0b110_000_000;

    // <fcntl.h>: O_NOFOLLOW differs between architectures.
    private static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="refusesLinks">
    /// Whether the last name of the path must not be a link. By default links are followed.
    /// </param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read the file.</exception>
    /// <exception cref="NotRegularFileException">The path does not lead to a regular file; the message continues a
    /// sentence about it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeFileHandle OpenToRead(string path, bool refusesLinks = false)
    {
        if (OperatingSystem.IsLinux()) return Open(path, refusesLinks ? O_NOFOLLOW : 0);
        if (refusesLinks && new FileInfo(path).LinkTarget is not null) throw new NotRegularFileException("is a symbolic link");
        return File.OpenHandle(path);
    }

    /// <summary>
    /// Opens a file for appending, and creates it with mode 0600 if it is missing. The last name of its path must not
    /// be a link.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">This user may not write the file.</exception>
    /// <exception cref="NotRegularFileException">The path does not lead to a regular file; the message continues a
    /// sentence about it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static FileStream OpenToAppend(string path)
    {
        if (OperatingSystem.IsLinux()) return new FileStream(Open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW), FileAccess.Write, bufferSize: 0);
        if (new FileInfo(path).LinkTarget is not null) throw new NotRegularFileException("is a symbolic link");
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        // C would read the path only up to the NUL.
        if (path.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("There is a NUL character in the path.", nameof(path));
        int fd;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            do fd = Libc.open(name, flags | Libc.O_NONBLOCK | Libc.O_CLOEXEC, OwnerOnly);
            while (fd < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        }
        if (fd < 0) throw Error(Marshal.GetLastPInvokeError(), (flags & O_NOFOLLOW) != 0);
        var file = new SafeFileHandle(fd, ownsHandle: true);
        try
        {
            if (Kind(fd) is { } other) throw new NotRegularFileException(other);
            // O_NONBLOCK was needed for opening only.
            if (Libc.fcntl(file, F_SETFL, flags & O_APPEND) < 0) throw new IOException(Libc.Describe("fcntl", Marshal.GetLastPInvokeError()));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Null for a regular file.
    private static string? Kind(int fd)
    {
        var status = stackalloc byte[256];
        byte none = 0;
        if (Libc.statx(fd, &none, AT_EMPTY_PATH, STATX_TYPE, status) < 0) throw new IOException(Libc.Describe("statx", Marshal.GetLastPInvokeError()));
        // struct statx: stx_mode at 28.
        return (*(ushort*)(status + 28) & S_IFMT) switch
        {
            S_IFREG => null,
            S_IFIFO => "is a FIFO or a pipe, not a regular file",
            S_IFCHR or S_IFBLK => "is a device, not a regular file",
            S_IFDIR => "is a directory",
            S_IFSOCK => "is a socket, not a regular file",
            _ => "is not a regular file",
        };
    }

    private static Exception Error(int errno, bool refusesLinks) => errno switch
    {
        Libc.ENOENT => new FileNotFoundException("The file does not exist."),
        Libc.ENOTDIR => new DirectoryNotFoundException("A part of its path does not exist, or is not a directory."),
        Libc.EACCES or Libc.EPERM => new UnauthorizedAccessException("This user may not open it."),
        Libc.ELOOP when refusesLinks => new NotRegularFileException("is a symbolic link"),
        // A FIFO without a reader, a socket, or a device without a driver.
        Libc.ENXIO => new NotRegularFileException("is a FIFO, a socket or a device, not a regular file"),
        Libc.EISDIR => new NotRegularFileException("is a directory"),
        _ => new IOException(Libc.Describe("open", errno)),
    };
}
