using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]

namespace McpActors.Adversary;

/// <summary>System calls that .NET does not offer, under their own names.</summary>
internal static unsafe partial class Posix
{
    public const int StandardInput = 0, StandardOutput = 1, StandardError = 2;
    public const int SIGHUP = 1, SIGINT = 2, SIGKILL = 9, SIGTERM = 15, SIGCONT = 18, SIGSTOP = 19;
    public const int O_WRONLY = 1, O_RDWR = 2;
    public const int O_CLOEXEC = 0x80000, F_SETFD = 2, FD_CLOEXEC = 1, CLOSE_RANGE_CLOEXEC = 4;
    public const int WNOHANG = 1;
    public const int RLIMIT_RSS = 5, PR_SET_NAME = 15;
    public const short POLLIN = 1;
    public const short POSIX_SPAWN_SETPGROUP = 0x2, POSIX_SPAWN_SETSID = 0x80;
    public const long SYS_pidfd_send_signal = 424, SYS_pidfd_open = 434, SYS_close_range = 436;

    public static readonly nint SIG_DFL = 0, SIG_IGN = 1;

    /// <summary>One line in one write.</summary>
    public static void Say(string line, int fd = StandardOutput) => Write(Encoding.UTF8.GetBytes(line + "\n"), fd);

    /// <returns>False if there is no reader.</returns>
    public static bool Write(ReadOnlySpan<byte> bytes, int fd = StandardOutput)
    {
        while (bytes.Length > 0)
        {
            nint written;
            fixed (byte* start = bytes)
                written = write(fd, start, (nuint)bytes.Length);
            if (written < 0)
                return false;
            bytes = bytes[(int)written..];
        }

        return true;
    }

    /// <summary>Throws if the call failed: an adversary without its property would make a test meaningless.</summary>
    public static void Check(long result, string call)
    {
        if (result == -1)
            throw new InvalidOperationException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc")]
    public static partial uint alarm(uint seconds);

    [LibraryImport("libc")]
    public static partial int pause();

    [LibraryImport("libc")]
    public static partial int getppid();

    [LibraryImport("libc")]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    public static partial nint signal(int signal, nint handler);

    [LibraryImport("libc")]
    public static partial int close(int fd);

    [LibraryImport("libc")]
    public static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport("libc")]
    public static partial int poll(int* fd, nuint count, int timeout);

    [LibraryImport("libc")]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long syscall(long number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setrlimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prlimit(int pid, int resource, ResourceLimit* limit, ResourceLimit* before);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long ptrace(long request, int pid, nint address, nint data);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int open(byte* path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setgroups(nuint count, uint* groups);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc")]
    public static partial int posix_spawnp(int* pid, byte* file, void* fileActions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addopen(void* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    /// <summary>struct rlimit of setrlimit(2).</summary>
    public readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
