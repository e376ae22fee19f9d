using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Imports take numbers and pointers only, so that calls need no marshalling stubs.
[assembly: DisableRuntimeMarshalling]

namespace McpActors.Keeper;

/// <summary>
/// Functions of the C library, under their own names. Numbers and layouts are those of 64-bit Linux (glibc and musl).
/// </summary>
internal static unsafe partial class Libc
{
    // signal(7)
    public const int SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGUSR1 = 10, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17, SIGCONT = 18;
    public static readonly nint SIG_DFL = 0, SIG_IGN = 1;

    // fcntl(2), open(2), poll(2)
    public const int F_GETFD = 1, F_SETFD = 2, FD_CLOEXEC = 1;
    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CLOEXEC = 0x80000;
    public const short POLLIN = 0x1, POLLOUT = 0x4, POLLERR = 0x8, POLLHUP = 0x10, POLLNVAL = 0x20, POLLRDHUP = 0x2000;

    // eventfd(2)
    public const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;

    // waitid(2)
    public const int P_ALL = 0, WNOHANG = 1, WEXITED = 4, WNOWAIT = 0x1000000;

    // prctl(2), getrlimit(2)
    public const int PR_SET_DUMPABLE = 4, PR_SET_NAME = 15, PR_SET_CHILD_SUBREAPER = 36, RLIMIT_RSS = 5;

    // access(2)
    public const int F_OK = 0, X_OK = 1;

    // pthread_sigmask(3)
    public const int SIG_UNBLOCK = 1;

    // syscalls(2): newer than the oldest supported C libraries, with the same numbers on every architecture of .NET.
    public const long SYS_pidfd_send_signal = 424, SYS_pidfd_open = 434;

    // posix_spawnattr_setflags(3)
    public const short POSIX_SPAWN_SETPGROUP = 0x2, POSIX_SPAWN_SETSIGDEF = 0x4, POSIX_SPAWN_SETSIGMASK = 0x8, POSIX_SPAWN_SETSID = 0x80;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>siginfo_t, 128 bytes; waitid(2) fills in the pid first.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct SignalInfo
    {
        [FieldOffset(16)]
        public int Pid;
    }

    /// <summary>The offset of the name in struct dirent of readdir(3).</summary>
    public const int DirectoryEntryName = 19;

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int status);

    [LibraryImport("libc")]
    public static partial int getpid();

    [LibraryImport("libc")]
    public static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getpgid(int pid);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setpgid(int pid, int group);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getsid(int pid);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setsid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int isatty(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getrlimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setrlimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint signal(int signal, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long syscall(long number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int idType, int id, SignalInfo* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int open(byte* path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint readlink(byte* path, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int access(byte* path, int mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint opendir(byte* path);

    [LibraryImport("libc", SetLastError = true)]
    public static partial byte* readdir(nint directory);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int closedir(nint directory);

    [LibraryImport("libc")]
    public static partial byte* getenv(byte* name);

    // The posix_spawn functions return an errno instead of setting it.
    [LibraryImport("libc")]
    public static partial int posix_spawn(int* pid, byte* path, void* fileActions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setpgroup(void* attributes, int group);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(void* attributes, void* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport("libc")]
    public static partial int sigfillset(void* signals);

    [LibraryImport("libc")]
    public static partial int sigemptyset(void* signals);

    [LibraryImport("libc")]
    public static partial int sigaddset(void* signals, int signal);

    /// <summary>Returns an errno instead of setting it.</summary>
    [LibraryImport("libc")]
    public static partial int pthread_sigmask(int how, void* signals, void* before);
}
