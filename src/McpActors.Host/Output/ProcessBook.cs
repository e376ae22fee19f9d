using McpActors.Processes;
using McpActors.Processes.Ledger;
using McpActors.Servers;

namespace McpActors.Host.Output;

/// <summary>
/// All processes that were started, and how they ended. Ends are learned from the lease itself as well as from events,
/// so that a lost message makes no difference. The latest ends are kept one by one, earlier ones as a count.
/// Thread-safe.
/// </summary>
internal sealed class ProcessBook
{
    // After months only the latest processes matter; nobody reads a table of thousands.
    private const int Remembered = 50;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, BookedProcess> _open = [];
    private readonly Queue<BookedProcess> _ended = [];
    private int _earlier;
    private int _earlierExtinct;

    /// <summary>The current content.</summary>
    public ProcessTally Tally
    {
        get
        {
            lock (_lock) return new ProcessTally([.. _ended, .. _open.Values], _earlier, _earlierExtinct);
        }
    }

    /// <summary>Records a started process.</summary>
    public void Begin(ProcessStarted started, Lease? lease)
    {
        lock (_lock) _open[started.Lease] = new BookedProcess(started.Server, started.Pid, started.Containment);
        lease?.Extinct.ContinueWith(
            ended => End(started.Lease, ended.Result),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>
    /// Records an ended process. Without proof of its end the entry stays open, because the proof may still arrive.
    /// </summary>
    public void End(long lease, ExitReport exit)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(lease, out var process)) return;
            // Up to 64 KiB of stderr were printed at the exit; keeping them would make memory grow with every exit.
            process = process with { Exit = exit with { StderrTail = [], StdoutTail = [] } };
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

/// <summary>The processes of one run.</summary>
/// <param name="Processes">The processes that are kept one by one, in the order of their ends; unconfirmed ends come
/// last.</param>
/// <param name="Earlier">The number of processes that ended before them.</param>
/// <param name="EarlierExtinct">How many of the earlier processes are proven extinct; the others had a containment that
/// proves nothing.</param>
internal sealed record ProcessTally(IReadOnlyList<BookedProcess> Processes, int Earlier, int EarlierExtinct)
{
    public int Total => Processes.Count + Earlier;

    public int Extinct => Processes.Count(process => process.Extinct) + EarlierExtinct;

    public int Survived => Processes.Count(process => process.Survived);
}
