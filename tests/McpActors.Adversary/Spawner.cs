namespace McpActors.Adversary;

/// <summary>The properties of a child at its start.</summary>
[Flags]
internal enum Birth
{
    Plain = 0,

    /// <summary>In its own session, out of reach of a signal to our group.</summary>
    NewSession = 1,

    /// <summary>With /dev/null for stdin, stdout and stderr.</summary>
    ClosedStreams = 2,

    /// <summary>Without an environment, as by <c>env -i</c>.</summary>
    WipedEnvironment = 4,

    /// <summary>In its own process group.</summary>
    NewGroup = 8,

    /// <summary>
    /// With no RLIMIT_RSS, soft or hard. posix_spawn(3) cannot set this and the following properties: see <see
    /// cref="Inheritance"/>.
    /// </summary>
    Unmarked = 16,

    /// <summary>Ignoring SIGTERM, SIGINT and SIGHUP.</summary>
    Stubborn = 32,

    /// <summary>As the user nobody.</summary>
    OtherUser = 64,

    /// <summary>Without any descriptor above stderr.</summary>
    NoDescriptors = 128,
}

/// <summary>
/// Starts processes by posix_spawn(3), because fork(2) without exec(2) is unsafe in a runtime with threads.
/// </summary>
internal static unsafe class Spawner
{
    /// <summary>A child that only lives; sleep(1) is the cheapest process that ends by itself.</summary>
    public static int Sleep(Birth birth, int? seconds = null) =>
        Start("sleep", birth, [], "sleep", Text(seconds ?? Deadline.SecondsLeft));

    /// <summary>This program again, with another habit.</summary>
    public static int Self(Birth birth, params string[] habit) => Self(birth, [], habit);

    /// <summary>The same, with some of our descriptors under other numbers, in the order of the pairs.</summary>
    public static int Self(Birth birth, ReadOnlySpan<(int Ours, int Its)> descriptors, params string[] habit) =>
        Start(Environment.ProcessPath!, birth, descriptors, [Environment.ProcessPath!, "--until", Deadline.Argument, .. habit]);

    /// <summary>The same as an orphan, which is announced by the shell that starts it.</summary>
    public static void OrphanSleep(Birth birth, string name) =>
        Reap(Start("sh", birth, [], "sh", "-c", "sleep \"$1\" & echo \"child $! $2\"", "sh", Text(Deadline.SecondsLeft), name));

    /// <summary>
    /// A shell script that ends by itself at a deadline: $1 is the deadline in seconds of uptime, $2 the script.
    /// </summary>
    public static int Shell(Birth birth, string script)
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        return Start("sh", birth, [], "sh", "-c", script, "chain", Text((int)uptime + Deadline.SecondsLeft), script);
    }

    public static void Reap(int pid)
    {
        int status;
        _ = Posix.waitpid(pid, &status, 0);
    }

    /// <returns>The number of children that have ended since the last call.</returns>
    public static int ReapEnded()
    {
        int status, count = 0;
        while (Posix.waitpid(-1, &status, Posix.WNOHANG) > 0)
            count++;
        return count;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Start(string file, Birth birth, ReadOnlySpan<(int Ours, int Its)> descriptors, params string[] argv)
    {
        const int AttributesLength = 1024;
        var attributes = stackalloc byte[AttributesLength];
        var actions = stackalloc byte[AttributesLength];
        var flags = (birth.HasFlag(Birth.NewSession) ? Posix.POSIX_SPAWN_SETSID : 0) | (birth.HasFlag(Birth.NewGroup) ? Posix.POSIX_SPAWN_SETPGROUP : 0);
        _ = Posix.posix_spawnattr_init(attributes);
        _ = Posix.posix_spawnattr_setflags(attributes, (short)flags);
        _ = Posix.posix_spawn_file_actions_init(actions);
        if (birth.HasFlag(Birth.ClosedStreams))
        {
            fixed (byte* nothing = "/dev/null\0"u8)
            {
                for (var fd = Posix.StandardInput; fd <= Posix.StandardError; fd++)
                    _ = Posix.posix_spawn_file_actions_addopen(actions, fd, nothing, Posix.O_RDWR, 0);
            }
        }

        foreach (var (ours, its) in descriptors)
            _ = Posix.posix_spawn_file_actions_adddup2(actions, ours, its);

        var arguments = stackalloc byte*[argv.Length + 1];
        for (var i = 0; i < argv.Length; i++)
            arguments[i] = (byte*)Marshal.StringToCoTaskMemUTF8(argv[i]);
        arguments[argv.Length] = null;

        byte* nobody = null;
        var environment = birth.HasFlag(Birth.WipedEnvironment)
            ? &nobody
            : *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

        int pid;
        var path = (byte*)Marshal.StringToCoTaskMemUTF8(file);
        var errno = Posix.posix_spawnp(&pid, path, actions, attributes, arguments, environment);
        if (errno != 0)
            throw new InvalidOperationException($"posix_spawn {file}: {Marshal.GetPInvokeErrorMessage(errno)}");
        return pid;
    }
}
