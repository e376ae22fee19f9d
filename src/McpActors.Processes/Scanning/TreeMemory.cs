using System.Text;

namespace McpActors.Processes.Scanning;

/// <summary>
/// The memory of all descendants of a process: the sum of their resident sets, in which shared pages count once for
/// each process. Thread-safe.
/// </summary>
internal static class TreeMemory
{
    // A children file that fills this buffer is read again with a larger one; most processes have few children.
    private const int UsualLength = 1024;

    private static readonly Lazy<bool> ProcIsOurs = new(() => OperatingSystem.IsLinux() && ProcFs.IsOurs);

    // Kernels without CONFIG_PROC_CHILDREN and some sandboxes do not have this file (proc_tid_children(5)).
    private static readonly Lazy<bool> ChildrenFiles = new(() => File.Exists($"/proc/self/task/{Environment.ProcessId}/children"));

    /// <summary>
    /// Reads the memory, from the children files if the kernel has them, otherwise by a pass over the process table.
    /// </summary>
    /// <param name="root">The process.</param>
    /// <param name="withRoot">Whether to include the process itself.</param>
    /// <returns>Bytes; null if the process has ended or the system does not report it.</returns>
    /// <exception cref="IOException"><c>/proc</c> cannot be read, for example because no descriptor is
    /// free.</exception>
    public static long? Read(ProcessIdentity root, bool withRoot) =>
        !ProcIsOurs.Value ? null : ChildrenFiles.Value ? ReadTree(root, withRoot) : ReadTable(root, withRoot);

    /// <summary>Reads the children files: the cost depends only on the size of the tree.</summary>
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
                // A process that has ended is skipped. A changed parent means a reused pid, or a process that the next
                // reading counts elsewhere.
                if (!seen.Add(child) || !ProcessTable.TryRead(child, out var row) || row.Parent != parent) continue;
                pages += row.ResidentPages;
                parents.Enqueue(child);
            }
        }
        // Checked last: if the process exists now, it existed while its children were read.
        return IsThere(root, out var own) ? Bytes(withRoot ? pages + own.ResidentPages : pages) : null;
    }

    /// <summary>Reads the same from a pass over all processes.</summary>
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

    // Each thread has its own children file.
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

    // Each number is followed by a space.
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
