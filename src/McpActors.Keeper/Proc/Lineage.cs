namespace McpActors.Keeper;

/// <summary>Proves that a process which is not a child of the keeper is one of its descendants.</summary>
internal static class Lineage
{
    /// <summary>A deeper process comes closer as the processes above it end.</summary>
    private const int MaxDepth = 64;

    /// <summary>
    /// Reads the chain of parents up to the keeper twice. A process with the same start time in both readings existed
    /// during the whole time between them, so no pid of the chain was reused while it was read.
    /// </summary>
    public static bool LeadsTo(int self, int pid)
    {
        Span<ProcStat> first = stackalloc ProcStat[MaxDepth];
        Span<ProcStat> second = stackalloc ProcStat[MaxDepth];
        var length = Read(self, pid, first);
        if (length == 0 || Read(self, pid, second) != length)
            return false;

        for (var i = 0; i < length; i++)
        {
            if (first[i].StartTime != second[i].StartTime || first[i].Parent != second[i].Parent)
                return false;
        }

        return true;
    }

    /// <returns>The length of the chain; 0 if it does not lead to the keeper.</returns>
    private static int Read(int self, int pid, Span<ProcStat> chain)
    {
        for (var length = 0; length < chain.Length && pid > 1; length++)
        {
            if (!ProcStat.TryRead(pid, out chain[length]))
                return 0;
            pid = chain[length].Parent;
            if (pid == self)
                return length + 1;
        }

        return 0;
    }
}
