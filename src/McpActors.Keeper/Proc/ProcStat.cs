using System.Buffers.Text;

namespace McpActors.Keeper;

/// <summary>The fields of /proc/PID/stat that the keeper uses (proc_pid_stat(5)).</summary>
internal readonly record struct ProcStat(int Pid, char State, int Parent, int Group, ulong StartTime)
{
    /// <summary>The fields up to starttime are far shorter than this, whatever the name of the program.</summary>
    private const int BufferLength = 1024;

    public bool IsEnded => State is 'Z' or 'X';

    public static bool TryRead(int pid, out ProcStat stat)
    {
        Span<byte> path = stackalloc byte[ProcPath.MaxLength];
        return TryRead(ProcPath.Of(path, pid, "stat"u8), out stat);
    }

    public static bool TryReadSelf(out ProcStat stat) => TryRead("/proc/self/stat\0"u8, out stat);

    private static bool TryRead(ReadOnlySpan<byte> path, out ProcStat stat)
    {
        Span<byte> buffer = stackalloc byte[BufferLength];
        return TryParse(buffer[..ProcFile.ReadAll(path, buffer)], out stat);
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out ProcStat stat)
    {
        stat = default;

        // The second field is the program's name in parentheses. The program chooses it, so it may contain spaces and
        // parentheses.
        var nameEnd = line.LastIndexOf((byte)')');
        if (nameEnd < 0 || nameEnd + 2 >= line.Length || !Utf8Parser.TryParse(line, out int pid, out _))
            return false;

        const int State = 3, Parent = 4, Group = 5, StartTime = 22;
        var rest = line[(nameEnd + 2)..];
        if (!TryParseField(rest, Parent - State, out var parent)
            || !TryParseField(rest, Group - State, out var group)
            || !TryParseField(rest, StartTime - State, out var start))
            return false;

        stat = new ProcStat(pid, (char)rest[0], (int)parent, (int)group, start);
        return true;
    }

    private static bool TryParseField(ReadOnlySpan<byte> fields, int index, out ulong value)
    {
        for (; index > 0; index--)
            fields = fields[(fields.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(fields, out value, out _);
    }
}
