using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// The unanswered requests of a server, up to <c>max-server-requests</c>. A request is open until its answer is written
/// to the server's stdin, so the limit also holds for a server that does not read. Thread-safe.
/// </summary>
internal sealed class ServerRequests(int limit)
{
    private readonly Lock _lock = new();

    // A server may use the same id twice at a time.
    private readonly Dictionary<RequestId, int> _open = [];
    private TaskCompletionSource? _room;
    private int _count;
    private int _handlers;

    /// <summary>
    /// Begins a request, if there is room. Otherwise, <paramref name="room"/> completes when there may be.
    /// </summary>
    public bool TryBegin(RequestId id, out Task room)
    {
        lock (_lock)
        {
            if (_count >= limit || _handlers >= limit)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return false;
            }
            _count++;
            _open[id] = _open.GetValueOrDefault(id) + 1;
            room = Task.CompletedTask;
            return true;
        }
    }

    /// <summary>
    /// Ends a request at its answer, or when the server cancels it and so gets no answer; the first one counts.
    /// </summary>
    public void End(RequestId id)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(id, out var count)) return;
            if (count == 1) _open.Remove(id);
            else _open[id] = count - 1;
            _count--;
            MakeRoom();
        }
    }

    /// <summary>
    /// Counts a running handler of the platform, which may continue after the server has cancelled its request. The
    /// limit holds for handlers, too: otherwise a server that sends and cancels requests could start any number of
    /// them.
    /// </summary>
    public void Watch(Task handler)
    {
        if (handler.IsCompleted) return;
        lock (_lock) _handlers++;
        handler.ContinueWith(
            ended =>
            {
                // Observes the exception, because there may be no waiter.
                _ = ended.Exception;
                lock (_lock)
                {
                    _handlers--;
                    MakeRoom();
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void MakeRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
