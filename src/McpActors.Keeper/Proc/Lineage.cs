namespace McpActors.Keeper;

/// <summary>Proof that a process which is not our own child is one of our descendants.</summary>
internal static class Lineage
{
    /// <summary>Whoever is deeper comes closer as those above it end.</summary>
    private const int MaxDepth = 64;

    /// <summary>
    /// Reads the chain of parents up to us twice. Who is in both readings with the same start time was there all the time in between, so
    /// no pid in the chain can have been recycled while it was read.
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

    /// <returns>How long the chain is, or 0 when it does not lead to us.</returns>
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
