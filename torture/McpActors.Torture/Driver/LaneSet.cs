namespace McpActors.Torture.Driver;

/// <summary>Several lanes, each of which takes the next script when it has finished one.</summary>
internal sealed class LaneSet(int count, Report report, CancellationToken hurry) : IDisposable
{
    private readonly ConcurrentBag<LaneProcess> _all = [];
    private readonly ConcurrentQueue<LaneProcess> _free = new();

    /// <summary>Runs scripts until none is left or the time is up.</summary>
    public Task RunAsync(IEnumerable<Script> scripts, Func<bool> isTimeUp)
    {
        var source = scripts.GetEnumerator();
        var gate = new Lock();
        return Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            var lane = Take();
            while (!hurry.IsCancellationRequested && !isTimeUp())
            {
                Script script;
                lock (gate)
                {
                    if (!source.MoveNext())
                        break;
                    script = source.Current;
                }

                var outcome = await lane.RunAsync(script);
                if (hurry.IsCancellationRequested)
                    return;
                report.Add(script, outcome);
                // A failed lane must not influence later histories.
                if (!outcome.Passed)
                {
                    await LeaveAsync(lane);
                    lane = Take();
                }
            }

            _free.Enqueue(lane);
        })));
    }

    public async Task EndAsync()
    {
        while (_free.TryDequeue(out var lane))
            await LeaveAsync(lane);
    }

    /// <summary>Everything below the lanes ends with them.</summary>
    public void Dispose()
    {
        foreach (var lane in _all)
            lane.Dispose();
    }

    private LaneProcess Take()
    {
        if (_free.TryDequeue(out var free))
            return free;
        var lane = LaneProcess.Start();
        _all.Add(lane);
        return lane;
    }

    private async Task LeaveAsync(LaneProcess lane)
    {
        var outcome = await lane.EndAsync();
        // A lane that ends well does not count as a test.
        if (!outcome.Passed && !hurry.IsCancellationRequested)
            report.Add(null, outcome);
        lane.Dispose();
    }
}
