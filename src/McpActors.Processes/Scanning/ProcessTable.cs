using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using McpActors.Processes.Linux;

namespace McpActors.Processes.Scanning;

/// <summary>
/// The processes of this machine, with one read of <c>/proc/PID/stat</c> for each. Because processes start while it
/// reads, it looks for new ones again until the kernel's fork count stays the same. It is not thread-safe; a reused table
/// allocates nothing.
/// </summary>
internal sealed unsafe class ProcessTable
{
    // One look at a list of 2,000 takes well under a millisecond: a machine that is not quiet in one of so many looks
    // is in a fork storm.
    private const int MostLooks = 12;

    // After this many forks a pid may have been reused for another process (pid_max can be as low as 301).
    private const int ForksPerRound = 50;

    private readonly byte[] _buffer = new byte[128 * 1024];
    private ProcessRow[] _rows = new ProcessRow[512];
    private ProcessRow[] _spare = new ProcessRow[512];
    private int _count;
    private int _unreadable;
    private long _forks = -1;

    /// <summary>The processes of the last scan by ascending pid. Valid until the next scan.</summary>
    public ReadOnlySpan<ProcessRow> Rows => _rows.AsSpan(0, _count);

    /// <summary>Reads the table.</summary>
    /// <param name="once">Whether to look only once, for speed, and to read only new processes if the last scan was a
    /// moment ago. A process that starts meanwhile can be missed; the result says so.</param>
    /// <exception cref="IOException"><c>/proc</c> is not mounted, or shows the pid namespace of another
    /// process.</exception>
    public ScanReach Scan(bool once = false)
    {
        if (!ProcFs.IsOurs)
            throw new IOException("/proc is not mounted, or shows another pid namespace than this process is in: no process can be found by lineage.");
        var started = Stopwatch.GetTimestamp();
        var first = ProcFs.Forks(_buffer);
        var (born, looks) = (once && _forks >= 0 ? first - _forks : long.MaxValue, 0);
        _forks = first;
        do
        {
            Look(keep: born < ForksPerRound);
            var now = ProcFs.Forks(_buffer);
            (born, _forks) = (now - _forks, now);
        }
        while (born != 0 && ++looks < (once ? 1 : MostLooks));
        return new ScanReach(_count, _unreadable, Hidden: Find(1) < 0, _forks - first, Settled: born == 0 && first >= 0, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Finds a process in the last scan.</summary>
    public bool TryFind(int pid, out ProcessRow row)
    {
        var at = Find(pid);
        row = at >= 0 ? _rows[at] : default;
        return at >= 0;
    }

    /// <summary>Reads the current state of one process.</summary>
    public static bool TryRead(int pid, out ProcessRow row)
    {
        Span<byte> stat = stackalloc byte[1024];
        row = default;
        return ProcFs.Read(pid, "stat"u8, stat) is > 0 and var length && ProcessRow.TryParse(stat[..length], out row);
    }

    // The kernel lists processes by ascending pid (fs/proc/base.c, next_tgid), so both tables are sorted and one pass
    // merges them.
    private void Look(bool keep)
    {
        nint directory;
        fixed (byte* name = "/proc\0"u8) directory = Libc.opendir(name);
        if (directory == 0) throw new IOException(Libc.Describe("opendir /proc", Marshal.GetLastPInvokeError()));
        var (proc, known, count) = (Libc.dirfd(directory), 0, 0);
        _unreadable = 0;
        for (int pid; (pid = ProcFs.NextNumber(directory)) >= 0;)
        {
            if (count == _spare.Length) Array.Resize(ref _spare, count * 2);
            while (known < _count && _rows[known].Pid < pid) known++;
            if (keep && known < _count && _rows[known].Pid == pid) _spare[count++] = _rows[known];
            else if (TryReadAt(proc, pid, ref _spare[count])) count++;
        }
        _ = Libc.closedir(directory);
        (_rows, _spare, _count) = (_spare, _rows, count);
    }

    private bool TryReadAt(int proc, int pid, ref ProcessRow row)
    {
        var path = stackalloc byte[24];
        Utf8Formatter.TryFormat(pid, new Span<byte>(path, 16), out var digits);
        "/stat\0"u8.CopyTo(new Span<byte>(path + digits, 6));
        var length = ProcFs.ReadAt(proc, path, _buffer.AsSpan(0, 1024));
        if (length == ProcFs.Forbidden) _unreadable++;
        return length > 0 && ProcessRow.TryParse(_buffer.AsSpan(0, length), out row);
    }

    private int Find(int pid)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Pid == pid) return middle;
            if (_rows[middle].Pid < pid) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }
}
