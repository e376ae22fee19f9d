namespace McpActors.Keeper;

/// <summary>
/// Writes the keeper's lines. A host provides a pipe for them that the server does not inherit, so that everything read
/// from it comes from the keeper. Without such a pipe the lines go to stderr, which the server shares, so there they
/// prove nothing.
/// </summary>
internal static class Report
{
    private static readonly HashSet<(string Call, int Errno)> Reported = [];

    private static int _fd = StandardStreams.Error;

    private static ReadOnlySpan<byte> Prefix => _fd == StandardStreams.Error ? "mcp-keeper: "u8 : default;

    /// <summary>
    /// Sends all further lines to this descriptor. Call it before the server starts, which then does not inherit it.
    /// </summary>
    /// <returns>False if the descriptor is not open.</returns>
    public static bool SendTo(int fd)
    {
        if (Libc.fcntl(fd, Libc.F_SETFD, Libc.FD_CLOEXEC) == -1)
            return false;
        _fd = fd;
        return true;
    }

    /// <summary>Writes the last line: how the server ended, and the rung it took.</summary>
    public static void Ended(int pid, WaitStatus status, Rung rung, int descendants, long elapsed)
    {
        var line = new JsonLine(stackalloc byte[JsonLine.MaxLength], Prefix);
        line.Add("pid"u8, pid);
        if (status.ExitCode is { } code)
            line.Add("exitCode"u8, code);
        else
            line.AddNull("exitCode"u8);
        line.Add("signal"u8, status.SignalName);
        line.Add("rung"u8, rung switch { Rung.Self => "self", Rung.Eof => "eof", Rung.Term => "term", _ => "kill" });
        line.Add("descendants"u8, descendants);
        line.Add("elapsedMs"u8, elapsed);
        line.Send(_fd);
    }

    public static void StartFailed(string error, string message, string? searched = null)
    {
        var line = new JsonLine(stackalloc byte[JsonLine.MaxLength], Prefix);
        line.Add("error"u8, error);
        line.Add("message"u8, message);
        if (searched is not null)
            line.Add("searched"u8, searched);
        line.Send(_fd);
    }

    /// <summary>Reports a descendant that kill(2) may not signal. The keeper tries again until it has ended.</summary>
    public static void NotPermitted(int pid, string command)
    {
        var line = new JsonLine(stackalloc byte[JsonLine.MaxLength], Prefix);
        line.Add("warning"u8, "not-permitted");
        line.Add("pid"u8, pid);
        line.Add("command"u8, command);
        line.Add("message"u8, $"process {pid} may not be signalled by this user; the keeper tries again every second and ends after it");
        line.Send(_fd);
    }

    /// <summary>Reports an unexpected failure of a call, once for each call and errno; the keeper continues.</summary>
    public static void Unexpected(string call, int errno)
    {
        if (!Reported.Add((call, errno)))
            return;

        var line = new JsonLine(stackalloc byte[JsonLine.MaxLength], Prefix);
        line.Add("warning"u8, "unexpected");
        line.Add("call"u8, call);
        line.Add("errno"u8, errno);
        line.Add("message"u8, $"{call}: {Errno.Describe(errno)}");
        line.Send(_fd);
    }
}
