namespace McpActors.Testing;

/// <summary>
/// posix_spawn(3) for tests. System.Diagnostics.Process does too much: it reaps children, and it cannot tell exit code
/// 137 from SIGKILL.
/// </summary>
internal static unsafe class Spawner
{
    /// <returns>A registered child, which the caller must reap.</returns>
    public static int Start(IReadOnlyList<string> command, StandardPipes streams, StartOptions options)
    {
        const int OpaqueLength = 1024;
        var attributes = stackalloc byte[OpaqueLength];
        var actions = stackalloc byte[OpaqueLength];
        var signals = stackalloc byte[OpaqueLength];
        _ = Posix.posix_spawnattr_init(attributes);
        _ = Posix.sigfillset(signals);
        _ = Posix.posix_spawnattr_setsigdefault(attributes, signals);

        // A session leader that opens a terminal gets it as its controlling terminal (tty(4)).
        var session = options.Stdin == StdinKind.Terminal ? Posix.POSIX_SPAWN_SETSID : 0;
        _ = Posix.posix_spawnattr_setflags(attributes, (short)(Posix.POSIX_SPAWN_SETSIGDEF | Posix.POSIX_SPAWN_SETSIGMASK | session));

        _ = Posix.posix_spawn_file_actions_init(actions);
        if (streams.InputPath is { } path)
            _ = Posix.posix_spawn_file_actions_addopen(actions, 0, Text(path), Posix.O_RDWR, 0);
        else
            _ = Posix.posix_spawn_file_actions_adddup2(actions, streams.ChildInput, 0);
        _ = Posix.posix_spawn_file_actions_adddup2(actions, streams.ChildOutput, 1);
        _ = Posix.posix_spawn_file_actions_adddup2(actions, streams.ChildError, 2);

        var argv = stackalloc byte*[command.Count + 1];
        for (var i = 0; i < command.Count; i++)
            argv[i] = Text(command[i]);
        argv[command.Count] = null;

        var environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        int pid;
        var errno = Posix.posix_spawnp(&pid, argv[0], actions, attributes, argv, environment);
        if (errno != 0)
            throw new InvalidOperationException($"posix_spawn {command[0]}: {Marshal.GetPInvokeErrorMessage(errno)}");
        Subreaper.Register(pid);
        return pid;
    }

    /// <summary>A few bytes for each process, never freed, because a test process does not live long.</summary>
    private static byte* Text(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);
}
