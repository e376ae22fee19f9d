using System.Runtime.InteropServices;
using System.Text;

namespace McpActors.Keeper;

/// <summary>Finds COMMAND as execvp(3) does, starts it, and reports the reason if it cannot be started.</summary>
internal static unsafe class Server
{
    /// <summary>The path that execvp(3) searches without PATH.</summary>
    private static ReadOnlySpan<byte> DefaultPath => "/bin:/usr/bin"u8;

    /// <param name="command">The argv.</param>
    /// <param name="ownSession">Whether the server gets its own session instead of only a process group.</param>
    /// <param name="pid">The server's pid.</param>
    /// <returns>0, or the keeper's exit status if the server cannot be started; the reason has been reported.</returns>
    public static int Start(CommandLine command, bool ownSession, out int pid)
    {
        using var spawn = new Spawn(ownSession);
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(command.Argv[0]);
        if (!name.Contains((byte)'/'))
            return StartFromPath(spawn, command, name, out pid);

        var errno = spawn.Start(command.Argv[0], command.Argv, out pid);
        return errno == 0 ? 0 : StartFailure.Explain(command.Argv[0], errno);
    }

    private static int StartFromPath(Spawn spawn, CommandLine command, ReadOnlySpan<byte> name, out int pid)
    {
        pid = 0;
        var search = SearchPath();
        var buffer = new byte[search.Length + name.Length + 3];
        byte[]? denied = null;
        foreach (var range in name.IsEmpty ? default : search.Split((byte)':'))
        {
            var candidate = Join(buffer, search[range], name);
            fixed (byte* path = candidate)
            {
                if (Libc.access(path, Libc.X_OK) == -1)
                {
                    if (Errno.Last == Errno.EACCES)
                        denied ??= candidate.ToArray();
                    continue;
                }

                var errno = spawn.Start(path, command.Argv, out pid);
                switch (errno)
                {
                    case 0:
                        return 0;
                    case Errno.EACCES: // a directory, or a file system without programs: the next may be better
                        denied ??= candidate.ToArray();
                        continue;
                    default:
                        return StartFailure.Explain(path, errno);
                }
            }
        }

        if (denied is null)
            return StartFailure.ExplainNotFound(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(search));

        fixed (byte* path = denied)
            return StartFailure.Explain(path, Errno.EACCES);
    }

    private static ReadOnlySpan<byte> SearchPath()
    {
        fixed (byte* variable = "PATH\0"u8)
        {
            var value = Libc.getenv(variable);
            return value == null ? DefaultPath : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value);
        }
    }

    /// <summary>Joins a path; an empty part of PATH stands for the working directory.</summary>
    private static ReadOnlySpan<byte> Join(byte[] buffer, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        if (directory.IsEmpty)
            directory = "."u8;
        directory.CopyTo(buffer);
        buffer[directory.Length] = (byte)'/';
        name.CopyTo(buffer.AsSpan(directory.Length + 1));
        var length = directory.Length + 1 + name.Length;
        buffer[length] = 0;
        return buffer.AsSpan(0, length + 1);
    }
}
