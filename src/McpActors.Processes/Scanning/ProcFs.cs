using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using McpActors.Processes.Linux;

namespace McpActors.Processes.Scanning;

/// <summary>
/// Reads files and folders below <c>/proc</c>. A missing or forbidden file is a result, not an error.
/// </summary>
internal static unsafe class ProcFs
{
    /// <summary>The offset of the name in struct dirent of readdir(3), on 64-bit Linux (glibc and musl).</summary>
    private const int DirectoryEntryName = 19;

    private const int PathLength = 64;

    /// <summary>Results of a read other than a length.</summary>
    public const int Gone = -1, Forbidden = -2;

    /// <summary>Whether <c>/proc</c> is mounted and shows the pid namespace of this process.</summary>
    public static bool IsOurs => new FileInfo("/proc/self").LinkTarget == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The number of processes and threads started on the machine since boot; -1 if the system does not report it.
    /// </summary>
    /// <param name="buffer">Room for <c>/proc/stat</c>, whose line of interrupts grows with the machine.</param>
    public static long Forks(Span<byte> buffer)
    {
        var length = Read("/proc/stat\0"u8, buffer);
        var at = length > 0 ? buffer[..length].IndexOf("\nprocesses "u8) : -1;
        return at >= 0 && Utf8Parser.TryParse(buffer[(at + 11)..], out long forks, out _) ? forks : -1;
    }

    /// <summary>Reads a file of a process, up to the size of the buffer.</summary>
    /// <returns>The number of bytes, <see cref="Gone"/> or <see cref="Forbidden"/>.</returns>
    public static int Read(int pid, ReadOnlySpan<byte> file, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[PathLength];
        return Read(Path(path, pid, file), buffer);
    }

    /// <inheritdoc cref="Read(int,ReadOnlySpan{byte},Span{byte})"/>
    public static int Read(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        int fd;
        fixed (byte* name = path) fd = Libc.open(name, Libc.O_CLOEXEC, 0);
        return fd < 0 ? Absence() : ReadAndClose(fd, buffer);
    }

    /// <summary>Reads a file of a process relative to an open <c>/proc</c>.</summary>
    public static int ReadAt(int proc, byte* path, Span<byte> buffer)
    {
        var fd = Libc.openat(proc, path, Libc.O_CLOEXEC);
        return fd < 0 ? Absence() : ReadOnceAndClose(fd, buffer);
    }

    /// <summary>
    /// The numeric names in a folder of a process, such as its descriptors. Empty if the folder is gone or forbidden.
    /// </summary>
    public static List<int> Numbers(int pid, ReadOnlySpan<byte> folder)
    {
        var numbers = new List<int>();
        Span<byte> path = stackalloc byte[PathLength];
        nint directory;
        fixed (byte* name = Path(path, pid, folder)) directory = Libc.opendir(name);
        if (directory == 0) return numbers;
        for (int number; (number = NextNumber(directory)) >= 0;) numbers.Add(number);
        _ = Libc.closedir(directory);
        return numbers;
    }

    /// <summary>The next entry of a folder with a numeric name; -1 at the end.</summary>
    public static int NextNumber(nint directory)
    {
        byte* entry;
        while ((entry = Libc.readdir(directory)) != null)
        {
            var number = 0;
            var text = entry + DirectoryEntryName;
            for (; *text is >= (byte)'0' and <= (byte)'9'; text++) number = (number * 10) + (*text - '0');
            if (*text == 0) return number;
        }
        return -1;
    }

    /// <summary>
    /// The target of a descriptor of a process, such as <c>pipe:[4711]</c> (proc_pid_fd(5)). Empty if it is gone or
    /// forbidden.
    /// </summary>
    public static string Link(int pid, int fd)
    {
        Span<byte> path = stackalloc byte[PathLength];
        Span<byte> target = stackalloc byte[PathLength];
        nint length;
        fixed (byte* name = Path(path, pid, Encoding.ASCII.GetBytes($"fd/{fd}")), into = target)
            length = Libc.readlink(name, into, (nuint)target.Length);
        return length > 0 ? Encoding.UTF8.GetString(target[..(int)length]) : "";
    }

    /// <summary>The number of the pipe that such a link names; null for any other link.</summary>
    public static ulong? PipeInode(string link) =>
        link.StartsWith("pipe:[", StringComparison.Ordinal)
        && ulong.TryParse(link.AsSpan(6..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode
            : null;

    private static ReadOnlySpan<byte> Path(Span<byte> buffer, int pid, ReadOnlySpan<byte> file)
    {
        "/proc/"u8.CopyTo(buffer);
        Utf8Formatter.TryFormat(pid, buffer[6..], out var digits);
        buffer[6 + digits] = (byte)'/';
        file.CopyTo(buffer[(7 + digits)..]);
        buffer[7 + digits + file.Length] = 0;
        return buffer[..(8 + digits + file.Length)];
    }

    private static int Absence()
    {
        var errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            Libc.ENOENT or Libc.ESRCH => Gone,
            Libc.EACCES or Libc.EPERM => Forbidden,
            _ => throw new IOException(Libc.Describe("open below /proc", errno)),
        };
    }

    private static int ReadAndClose(int fd, Span<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length && ReadOnce(fd, buffer[length..]) is var count and not 0)
        {
            if (count < 0)
            {
                _ = Libc.close(fd);
                return count;
            }
            length += count;
        }
        _ = Libc.close(fd);
        return length;
    }

    // One read returns the whole of a small file of /proc.
    private static int ReadOnceAndClose(int fd, Span<byte> buffer)
    {
        var count = ReadOnce(fd, buffer);
        _ = Libc.close(fd);
        return count;
    }

    private static int ReadOnce(int fd, Span<byte> buffer)
    {
        nint count;
        fixed (byte* bytes = buffer)
        {
            do count = Libc.read(fd, bytes, (nuint)buffer.Length);
            while (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        }
        return count >= 0 ? (int)count : Absence();
    }
}
