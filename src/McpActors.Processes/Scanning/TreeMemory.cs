using System.Text;

namespace McpActors.Processes.Scanning;

/// <summary>
/// The memory of everything below a process: the sum of the resident sets, in which pages that processes share count for each. Thread-safe.
/// </summary>
internal static class TreeMemory
{
    // A children file is read anew with a larger buffer where it fills this one: most processes have a handful.
    private const int UsualLength = 1024;

    private static readonly Lazy<bool> ProcIsOurs = new(() => OperatingSystem.IsLinux() && ProcFs.IsOurs);

    // Kernels without CONFIG_PROC_CHILDREN and some sandboxes have no such file (proc_tid_children(5)).
    private static readonly Lazy<bool> ChildrenFiles = new(() => File.Exists($"/proc/self/task/{Environment.ProcessId}/children"));

    /// <summary>Reads it from the children files, or where there are none from one pass over the process table.</summary>
    /// <param name="root">The process.</param>
    /// <param name="withRoot">Whether it counts itself.</param>
    /// <returns>Bytes; null where the process has ended, or this system does not tell.</returns>
    /// <exception cref="IOException"><c>/proc</c> cannot be read: no descriptor is free, for one.</exception>
    public static long? Read(ProcessIdentity root, bool withRoot) =>
        !ProcIsOurs.Value ? null : ChildrenFiles.Value ? ReadTree(root, withRoot) : ReadTable(root, withRoot);

    /// <summary>From the children files: the cost is that of the tree, whatever else runs on the machine.</summary>
    internal static long? ReadTree(ProcessIdentity root, bool withRoot)
    {
        var (pages, buffer, children) = (0L, new byte[UsualLength], new List<int>());
        var seen = new HashSet<int> { root.Pid };
        var parents = new Queue<int>(seen);
        while (parents.TryDequeue(out var parent))
        {
            ReadChildren(parent, children, ref buffer);
            foreach (var child in children)
            {
                // What has ended is skipped; what has another parent by now is its pid's next process, or counts there at the next reading.
                if (!seen.Add(child) || !ProcessTable.TryRead(child, out var row) || row.Parent != parent) continue;
                pages += row.ResidentPages;
                parents.Enqueue(child);
            }
        }
        // Last: if it is there now, it was while its children were read, and they were its own.
        return IsThere(root, out var own) ? Bytes(withRoot ? pages + own.ResidentPages : pages) : null;
    }

    /// <summary>The same from a pass over all processes.</summary>
    internal static long? ReadTable(ProcessIdentity root, bool withRoot)
    {
        var table = new ProcessTable();
        table.Scan(once: true);
        if (!table.TryFind(root.Pid, out var own) || own.StartTicks != root.StartTicks) return null;
        var children = table.Rows.ToArray().ToLookup(row => row.Parent);
        var pages = withRoot ? own.ResidentPages : 0;
        var parents = new Queue<int>([root.Pid]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                pages += child.ResidentPages;
                parents.Enqueue(child.Pid);
            }
        }
        return Bytes(pages);
    }

    private static bool IsThere(ProcessIdentity root, out ProcessRow row) =>
        ProcessTable.TryRead(root.Pid, out row) && row.StartTicks == root.StartTicks;

    private static long Bytes(long pages) => pages * Environment.SystemPageSize;

    // Each thread has those that it started.
    private static void ReadChildren(int pid, List<int> children, ref byte[] buffer)
    {
        children.Clear();
        foreach (var thread in ProcFs.Numbers(pid, "task"u8))
        {
            var file = Encoding.ASCII.GetBytes($"task/{thread}/children");
            int length;
            while ((length = ProcFs.Read(pid, file, buffer)) == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            AddNumbers(buffer.AsSpan(0, Math.Max(0, length)), children);
        }
    }

    // Each is followed by a space.
    private static void AddNumbers(ReadOnlySpan<byte> text, List<int> numbers)
    {
        var number = 0;
        foreach (var character in text)
        {
            if (character is >= (byte)'0' and <= (byte)'9')
            {
                number = (number * 10) + (character - '0');
            }
            else
            {
                numbers.Add(number);
                number = 0;
            }
        }
    }
}
