using System.Globalization;
using System.Runtime.InteropServices;

namespace McpActors.Adversary;

/// <summary>How a child is to be born.</summary>
[Flags]
internal enum Birth
{
    Plain = 0,

    /// <summary>In a session of its own, out of reach of a signal to our group.</summary>
    NewSession = 1,

    /// <summary>With /dev/null for stdin, stdout and stderr.</summary>
    ClosedStreams = 2,

    /// <summary>Without an environment, as by <c>env -i</c>.</summary>
    WipedEnvironment = 4,

    /// <summary>In a process group of its own.</summary>
    NewGroup = 8,
}

/// <summary>Starts processes by posix_spawn(3): fork(2) without exec(2) is not for a runtime with threads.</summary>
internal static unsafe class Spawner
{
    /// <summary>A child that only lives. sleep(1) is the cheapest process that ends by itself.</summary>
    public static int Sleep(Birth birth) =>
        Start("sleep", birth, "sleep", Deadline.SecondsLeft.ToString(CultureInfo.InvariantCulture));

    /// <summary>This program again, with another habit.</summary>
    public static int Self(Birth birth, params string[] habit) =>
        Start(Environment.ProcessPath!, birth, [Environment.ProcessPath!, "--until", Deadline.Argument, .. habit]);

    /// <summary>A shell script that ends by itself at the given deadline: $1 is it, in seconds of uptime; $2 is the script.</summary>
    public static int Shell(Birth birth, string script)
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        return Start("sh", birth, "sh", "-c", script, "chain", ((int)uptime + Deadline.SecondsLeft).ToString(CultureInfo.InvariantCulture), script);
    }

    private static int Start(string file, Birth birth, params string[] argv)
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
