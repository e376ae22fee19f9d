namespace McpActors.Keeper;

/// <summary>
/// Reads the children of a process from /proc/PID/task/TID/children (proc_tid_children(5)), without reading other
/// processes. The kernel may miss children while others end; a caller that needs all of them repeats the reading until
/// waitid(2) reports that none is left.
/// </summary>
internal sealed class ChildrenFiles
{
    private readonly List<int> _threads = [];
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>
    /// Whether the kernel has these files; kernels without CONFIG_PROC_CHILDREN and some sandboxes do not.
    /// </summary>
    public static bool Exist(int self)
    {
        Span<byte> path = stackalloc byte[ProcPath.MaxLength];
        var fd = ProcFile.Open(ProcPath.OfChildren(path, self, self));
        if (fd == -1)
            return false;
        Libc.close(fd);
        return true;
    }

    /// <summary>Adds the children of every thread of a process; each thread has its own.</summary>
    public void AddChildren(int pid, List<Descendant> found)
    {
        Span<byte> path = stackalloc byte[ProcPath.MaxLength];
        if (!Numbers.List(ProcPath.Of(path, pid, "task"u8), _threads))
            return;

        foreach (var thread in _threads)
        {
            var fd = ProcFile.Open(ProcPath.OfChildren(path, pid, thread));
            if (fd == -1)
                continue;
            AddNumbers(fd, pid, found);
            Libc.close(fd);
        }
    }

    private void AddNumbers(int fd, int parent, List<Descendant> found)
    {
        int length, number = 0; // a number may be cut by the end of the buffer: it goes on in the next
        while ((length = ProcFile.Read(fd, _buffer)) > 0)
        {
            foreach (var c in _buffer.AsSpan(0, length))
            {
                if (c is >= (byte)'0' and <= (byte)'9')
                {
                    number = (number * 10) + (c - '0');
                }
                else if (number > 0)
                {
                    found.Add(new Descendant(number, parent));
                    number = 0;
                }
            }
        }
    }
}
