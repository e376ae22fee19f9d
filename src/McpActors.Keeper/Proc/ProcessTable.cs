namespace McpActors.Keeper;

/// <summary>Finds the children of a process by a pass over /proc/*/stat, if the kernel has no children files.</summary>
internal sealed class ProcessTable
{
    private readonly List<int> _pids = [];
    private readonly List<Descendant> _all = [];

    public void Refresh()
    {
        _all.Clear();
        Numbers.List("/proc\0"u8, _pids);
        foreach (var pid in _pids)
        {
            if (ProcStat.TryRead(pid, out var stat))
                _all.Add(new Descendant(pid, stat.Parent));
        }
    }

    public void AddChildren(int pid, List<Descendant> found)
    {
        foreach (var process in _all)
        {
            if (process.Parent == pid)
                found.Add(process);
        }
    }
}
