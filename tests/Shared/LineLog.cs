namespace McpActors.Testing;

/// <summary>The lines of one output stream as they arrive.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _all = [];
    private readonly List<string> _untaken = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LineLog(Stream stream) => Ended = Task.Run(() => Pump(stream));

    /// <summary>Completes when every holder of the stream's other end has closed it.</summary>
    public Task Ended { get; }

    /// <summary>Waits for a line and takes it; the other lines stay, in any order.</summary>
    public async Task<string> Next(Func<string, bool> matches, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_untaken.FindIndex(line => matches(line)) is >= 0 and var index)
                {
                    var line = _untaken[index];
                    _untaken.RemoveAt(index);
                    return line;
                }

                changed = _changed.Task;
            }

            if (Ended.IsCompleted && !changed.IsCompleted)
                throw new InvalidOperationException($"The stream has ended without a {what}. What came: {this}");
            try
            {
                await Task.WhenAny(changed, Ended).WaitAsync(patience.Token);
            }
            catch (OperationCanceledException error)
            {
                throw new TimeoutException($"No {what} came. What came: {this}", error);
            }
        }
    }

    public IReadOnlyList<string> Seen()
    {
        lock (_lock)
            return [.. _all];
    }

    public override string ToString() => string.Join(" | ", Seen());

    private async Task Pump(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                _all.Add(line);
                _untaken.Add(line);
                (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            changed.SetResult();
        }
    }
}
