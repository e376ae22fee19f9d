using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Starts keepers with posix_spawn(3): no thread of the host is stopped, no shell is involved, and the child starts
/// with default signals (the runtime ignores SIGPIPE, and ignored signals stay ignored over exec).
/// </summary>
internal static unsafe class Spawner
{
    /// <summary>The descriptor of the keeper's report pipe.</summary>
    public const int ReportFd = 3;

    // glibc and musl need 336 and 80 bytes for the spawn structures, and 128 for a sigset_t.
    private const int OpaqueSize = 1024;

    /// <returns>The pid, and a pidfd that refers to this process only.</returns>
    /// <exception cref="IOException">The message names the failed call and the reason.</exception>
    public static (int Pid, SafeFileHandle Pidfd) Spawn(
        string path,
        IEnumerable<string> argv,
        IEnumerable<KeyValuePair<string, string>> environment,
        string workingDirectory,
        SafeHandle stdin,
        SafeHandle stdout,
        SafeHandle stderr,
        SafeHandle report)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[OpaqueSize];
        var call = workingDirectory.Length > 0 ? $"posix_spawn {path} in {workingDirectory}" : $"posix_spawn {path}";
        using var strings = new CStrings();

        Check("posix_spawn_file_actions_init", Libc.posix_spawn_file_actions_init(actions));
        Check("posix_spawnattr_init", Libc.posix_spawnattr_init(attributes));
        try
        {
            Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, (int)stdin.DangerousGetHandle(), 0));
            Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, (int)stdout.DangerousGetHandle(), 1));
            Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, (int)stderr.DangerousGetHandle(), 2));
            Check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, (int)report.DangerousGetHandle(), ReportFd));
            if (workingDirectory.Length > 0)
                Check("addchdir", Libc.posix_spawn_file_actions_addchdir_np(actions, workingDirectory));

            Check("setflags", Libc.posix_spawnattr_setflags(attributes, Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK));
            _ = Libc.sigfillset(signals);
            Check("setsigdefault", Libc.posix_spawnattr_setsigdefault(attributes, signals));
            // Both signals are blocked at start: one that arrives before the keeper has a handler stays pending. The
            // keeper unblocks them, also for its server.
            _ = Libc.sigemptyset(signals);
            _ = Libc.sigaddset(signals, Libc.SIGTERM);
            _ = Libc.sigaddset(signals, Libc.SIGUSR1);
            Check("setsigmask", Libc.posix_spawnattr_setsigmask(attributes, signals));

            int pid;
            Check(call, Libc.posix_spawn(
                &pid,
                strings.Add(path),
                actions,
                attributes,
                strings.AddArray(argv),
                strings.AddArray(environment.Select(variable => $"{variable.Key}={variable.Value}"))));

            // The child has not been reaped, so its pid still refers to it.
            var pidfd = Libc.PidfdOpen(pid);
            if (pidfd >= 0) return (pid, new SafeFileHandle(pidfd, true));
            var errno = Marshal.GetLastPInvokeError();
            Abandon(pid);
            throw new IOException(Libc.Describe("pidfd_open", errno));
        }
        finally
        {
            _ = Libc.posix_spawnattr_destroy(attributes);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
        }
    }

    /// <summary>
    /// Ends and reaps a keeper that the host cannot hold, so that nothing of the attempt is left: SIGUSR1 takes it to
    /// the KILL rung as soon as it has a handler. The child has not been reaped, so its pid cannot refer to another
    /// process.
    /// </summary>
    public static void Abandon(int pid)
    {
        _ = Libc.kill(pid, Libc.SIGUSR1);
        var info = stackalloc int[WaitStatus.InfoSize];
        while (Libc.waitid(Libc.P_PID, pid, info, Libc.WEXITED) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
        {
        }
    }

    private static void Check(string call, int error)
    {
        if (error != 0) throw new IOException(Libc.Describe(call, error));
    }

    /// <summary>Strings and string arrays in unmanaged memory.</summary>
    private sealed class CStrings : IDisposable
    {
        private readonly List<nint> _blocks = [];

        public byte* Add(string text)
        {
            var block = Marshal.StringToCoTaskMemUTF8(text);
            _blocks.Add(block);
            return (byte*)block;
        }

        public byte** AddArray(IEnumerable<string> texts)
        {
            var pointers = texts.Select(text => (nint)Add(text)).ToArray();
            var array = (nint*)Marshal.AllocCoTaskMem((pointers.Length + 1) * sizeof(nint));
            _blocks.Add((nint)array);
            for (var i = 0; i < pointers.Length; i++) array[i] = pointers[i];
            array[pointers.Length] = 0;
            return (byte**)array;
        }

        public void Dispose() => _blocks.ForEach(Marshal.FreeCoTaskMem);
    }
}
