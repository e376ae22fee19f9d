namespace McpActors.Common;

/// <summary>
/// Writes values in the background, one write at a time. Values that come meanwhile are written together by the next write; of a key the last value counts.
/// Thread-safe.
/// </summary>
/// <param name="write">Writes these values. It reports its own errors: an exception ends nothing and is lost.</param>
internal sealed class WriteBehind<T>(Action<IReadOnlyDictionary<string, T>> write)
{
    private readonly Lock _lock = new();
    private Dictionary<string, T> _unwritten = new(StringComparer.Ordinal);
    private Task _writing = Task.CompletedTask;

    /// <summary>Completes when all values that were put until now are written.</summary>
    public Task Written
    {
        get
        {
            lock (_lock) return _writing;
        }
    }

    public void Put(string key, T value)
    {
        lock (_lock)
        {
            // A hundred servers that start together are written together.
            if (_unwritten.Count == 0) _writing = _writing.ContinueWith(_ => Write(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _unwritten[key] = value;
        }
    }

    private void Write()
    {
        Dictionary<string, T> values;
        lock (_lock)
        {
            values = _unwritten;
            _unwritten = new Dictionary<string, T>(StringComparer.Ordinal);
        }
        write(values);
    }
}
