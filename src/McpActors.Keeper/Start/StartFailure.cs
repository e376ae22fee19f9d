using System.Runtime.InteropServices;
using System.Text;

namespace McpActors.Keeper;

/// <summary>Explains why a COMMAND could not be started, and gives the remedy.</summary>
internal static unsafe class StartFailure
{
    public static int ExplainNotFound(string name, string searched)
    {
        Report.StartFailed("not-found", $"'{name}' was not found in PATH", searched);
        return ExitStatus.NotFound;
    }

    public static int Explain(byte* path, int errno)
    {
        var name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path));
        switch (errno)
        {
            case Errno.ENOENT or Errno.ENOTDIR when Libc.access(path, Libc.F_OK) == -1:
                Report.StartFailed("not-found", $"there is no file '{name}'");
                return ExitStatus.NotFound;
            case Errno.ENOENT:
                return NotExecutable($"'{name}' exists, but {MissingInterpreter(path)}");
            case Errno.EACCES when IsDirectory(path):
                return NotExecutable($"'{name}' is a directory");
            case Errno.EACCES:
                return NotExecutable($"'{name}' is not executable: give it the permission (chmod +x), or its file system forbids it (noexec)");
            case Errno.ENOEXEC:
                return NotExecutable(
                    $"'{name}' is neither a program for this machine nor a script whose first line names its interpreter ('#!/bin/sh'): " +
                    $"add that line, or start it as 'sh {name}'");
            default:
                Report.StartFailed("cannot-start", $"'{name}' cannot be started: {Errno.Describe(errno)}");
                return ExitStatus.NotExecutable;
        }
    }

    private static int NotExecutable(string message)
    {
        Report.StartFailed("not-executable", message);
        return ExitStatus.NotExecutable;
    }

    private static bool IsDirectory(byte* path)
    {
        var directory = Libc.opendir(path);
        if (directory != 0)
            Libc.closedir(directory);
        return directory != 0;
    }

    /// <summary>execve(2) fails with ENOENT for an existing file whose interpreter or loader does not exist.</summary>
    private static string MissingInterpreter(byte* path)
    {
        Span<byte> start = stackalloc byte[256];
        start = start[..ProcFile.ReadAll(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path), start)];
        if (!start.StartsWith("#!"u8))
            return "its dynamic loader does not: it was built for another C library";

        var end = start.IndexOf((byte)'\n');
        var interpreter = Encoding.UTF8.GetString(end < 0 ? start[2..] : start[2..end]).Trim();
        return $"the interpreter '{interpreter}' named in its first line does not";
    }
}
