using System.Runtime.InteropServices;

namespace McpActors.Benchmarks.Parts;

/// <summary>
/// Starts a program with posix_spawn(3) and waits for it, with as little .NET as possible in between.
/// </summary>
/// <remarks>stdin is a pipe that this process holds open until <see cref="Wait"/>; stdout and stderr are /dev/null, and <see cref="ReportFd"/> is a pipe that nobody reads.</remarks>
internal sealed unsafe partial class Command : IDisposable
{
    /// <summary>The descriptor for a keeper's report, which every started program gets.</summary>
    public const string ReportFd = "3";

    private const int Report = 3, OpaqueSize = 1024, O_RDWR = 2, O_CLOEXEC = 0x80000, EINTR = 4;

    private readonly byte** _argv;
    private readonly void* _actions = NativeMemory.AllocZeroed(OpaqueSize);
    private readonly int _reader, _writer, _reportReader, _reportWriter;

    public Command(params string[] argv)
    {
        _argv = (byte**)NativeMemory.AllocZeroed((nuint)(argv.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < argv.Length; i++) _argv[i] = (byte*)Marshal.StringToCoTaskMemUTF8(argv[i]);
        var ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        (_reader, _writer) = (ends[0], ends[1]);
        _ = posix_spawn_file_actions_init(_actions);
        _ = posix_spawn_file_actions_adddup2(_actions, _reader, 0);
        var report = stackalloc int[2];
        if (pipe2(report, O_CLOEXEC) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        (_reportReader, _reportWriter) = (report[0], report[1]);
        _ = posix_spawn_file_actions_adddup2(_actions, _reportWriter, Report);
        foreach (var fd in (int[])[1, 2]) _ = posix_spawn_file_actions_addopen(_actions, fd, "/dev/null", O_RDWR, 0);
    }

    public int Start()
    {
        var environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        int pid;
        var error = posix_spawnp(&pid, _argv[0], _actions, null, _argv, environment);
        return error == 0 ? pid : throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>Reaps the program.</summary>
    public static void Wait(int pid)
    {
        int status;
        while (waitpid(pid, &status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != EINTR) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        // A program that failed has measured nothing.
        if (status != 0) throw new InvalidOperationException($"it ended with wait status {status}");
    }

    /// <summary>Closes the program's stdin.</summary>
    public void Dispose()
    {
        _ = close(_reader);
        _ = close(_writer);
        _ = close(_reportReader);
        _ = close(_reportWriter);
        _ = posix_spawn_file_actions_destroy(_actions);
        NativeMemory.Free(_actions);
        for (var i = 0; _argv[i] != null; i++) Marshal.FreeCoTaskMem((nint)_argv[i]);
        NativeMemory.Free(_argv);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc")]
    private static partial int posix_spawnp(int* pid, byte* file, void* actions, void* attributes, byte** argv, byte** environment);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(void* actions, int fd, string path, int flags, uint mode);
}
