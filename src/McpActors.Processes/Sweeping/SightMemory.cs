using System.Buffers.Text;
using McpActors.Processes.Lineage;
using McpActors.Processes.Linux;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Facts kept between looks, so that a forged mark costs only a lookup each time: which processes were seen below a
/// keeper of this host, the real user of processes with the mark of a closed lease, and which dead hosts were searched
/// completely. Thread-safe.
/// </summary>
internal sealed class SightMemory
{
    // A longer chain of parents does not lead to a known process.
    private const int MaxDepth = 64;

    // The line Uid: is within the first few hundred bytes of /proc/PID/status (proc_pid_status(5)).
    private const int StatusLength = 1024;

    private static readonly uint Self = OperatingSystem.IsLinux() ? Libc.getuid() : 0;

    private readonly Lock _lock = new();
    private readonly HashSet<(int Pid, long StartTicks)> _kept = [];
    private readonly Dictionary<(int Pid, long StartTicks), bool> _foreign = [];
    private readonly HashSet<HostTag> _searched = [];

    /// <summary>
    /// Whether everything that can be found of a dead host has been found, and its remaining processes refuse every
    /// signal.
    /// </summary>
    public bool IsSearched(HostTag host)
    {
        lock (_lock) return _searched.Contains(host);
    }

    /// <inheritdoc cref="IsSearched"/>
    public void SetSearched(HostTag host)
    {
        lock (_lock) _searched.Add(host);
    }

    /// <summary>
    /// The processes with the mark of a closed lease of this host that belong to another real user and were never seen
    /// below one of its keepers. Any user can set that mark, so it proves nothing.
    /// </summary>
    /// <param name="table">The process table.</param>
    /// <param name="claims">The claims on the processes.</param>
    /// <param name="keepers">The keepers of this host.</param>
    public IReadOnlySet<(int Pid, long StartTicks)> Strangers(
        ProcessTable table, Claims claims, IReadOnlyCollection<(int Pid, long StartTicks)> keepers)
    {
        var strangers = new HashSet<(int Pid, long StartTicks)>();
        lock (_lock)
        {
            foreach (ref readonly var row in table.Rows)
            {
                if (LineageOf(row, claims) is not { } mark || mark.Host != claims.Own) continue;
                var key = (row.Pid, row.StartTicks);
                if (_kept.Contains(key)) continue;
                if (IsBelow(keepers, row, table)) _kept.Add(key);
                else if (claims.IsClosed(mark.Lease) && IsForeign(key)) strangers.Add(key);
            }
            Forget(table);
        }
        return strangers;
    }

    private static LineageMark? LineageOf(in ProcessRow row, Claims claims) =>
        row.Mark ?? (claims.Evidence.TryGetValue(row.Pid, out var evidence) ? evidence.Mark : null);

    private static bool IsBelow(IReadOnlyCollection<(int Pid, long StartTicks)> keepers, ProcessRow row, ProcessTable table)
    {
        if (keepers.Count == 0) return false;
        for (var depth = 0; depth < MaxDepth && table.TryFind(row.Parent, out row); depth++)
            if (keepers.Contains((row.Pid, row.StartTicks))) return true;
        return false;
    }

    private bool IsForeign((int Pid, long StartTicks) key)
    {
        if (_foreign.TryGetValue(key, out var foreign)) return foreign;
        return _foreign[key] = RealUserOf(key.Pid) != Self;
    }

    // The real user, who started the process: a set-user-ID program has root's rights and its caller's mark. Null if
    // unknown.
    private static uint? RealUserOf(int pid)
    {
        Span<byte> status = stackalloc byte[StatusLength];
        var length = ProcFs.Read(pid, "status"u8, status);
        var at = length > 0 ? status[..length].IndexOf("\nUid:\t"u8) : -1;
        return at >= 0 && Utf8Parser.TryParse(status[(at + 6)..], out uint user, out _) ? user : null;
    }

    private void Forget(ProcessTable table)
    {
        bool IsGone((int Pid, long StartTicks) key) => !table.TryFind(key.Pid, out var row) || row.StartTicks != key.StartTicks;
        _kept.RemoveWhere(IsGone);
        foreach (var key in _foreign.Keys)
            if (IsGone(key)) _foreign.Remove(key);
    }
}
