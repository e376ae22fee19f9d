using McpActors.Processes;
using McpActors.Processes.Ledger;
using McpActors.Servers;

namespace McpActors.Host.Output;

/// <summary>
/// Every process that was started, and how it ended. It hears of an end from the lease itself as well as from events, so that a lost
/// message makes no difference. It remembers a bounded number of ends one by one, and the rest as a count. Thread-safe.
/// </summary>
internal sealed class ProcessBook
{
    // Of a host that runs for months the last ones matter; a table of thousands nobody reads.
    private const int Remembered = 50;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, BookedProcess> _open = [];
    private readonly Queue<BookedProcess> _ended = [];
    private int _earlier;
    private int _earlierExtinct;

    /// <summary>What stands in it now.</summary>
    public ProcessTally Tally
    {
        get
        {
            lock (_lock) return new ProcessTally([.. _ended, .. _open.Values], _earlier, _earlierExtinct);
        }
    }

    /// <summary>A process was started.</summary>
    public void Begin(ProcessStarted started, Lease? lease)
    {
        lock (_lock) _open[started.Lease] = new BookedProcess(started.Server, started.Pid, started.Containment);
        lease?.Extinct.ContinueWith(
            ended => End(started.Lease, ended.Result),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>A process ended. What lacks its proof stays open, because the proof may still come.</summary>
    public void End(long lease, ExitReport exit)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(lease, out var process)) return;
            // Up to 64 KiB of stderr were printed when it ended; to keep them would let a long run grow.
            process = process with { Exit = exit with { StderrTail = [] } };
            if (process.Survived) _open[lease] = process;
            else Remember(lease, process);
        }
    }

    private void Remember(long lease, BookedProcess process)
    {
        _open.Remove(lease);
        _ended.Enqueue(process);
        if (_ended.Count <= Remembered) return;
        _earlier++;
        if (_ended.Dequeue().Extinct) _earlierExtinct++;
    }
}

/// <summary>The processes of a run.</summary>
/// <param name="Processes">Those remembered one by one, in the order of their ends; those without a proven end last.</param>
/// <param name="Earlier">How many ended before them.</param>
/// <param name="EarlierExtinct">How many of these are proven extinct; the others had a containment that proves nothing.</param>
internal sealed record ProcessTally(IReadOnlyList<BookedProcess> Processes, int Earlier, int EarlierExtinct)
{
    public int Total => Processes.Count + Earlier;

    public int Extinct => Processes.Count(process => process.Extinct) + EarlierExtinct;

    public int Survived => Processes.Count(process => process.Survived);
}
