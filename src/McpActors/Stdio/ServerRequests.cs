using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// The requests that a server has sent and that are not answered yet, up to <c>max-server-requests</c>. A request is open until its answer is written to the
/// server's stdin, so a server that does not read has no more open than that. Thread-safe.
/// </summary>
internal sealed class ServerRequests(int limit)
{
    private readonly Lock _lock = new();

    // Nothing keeps a server from using an id twice at a time.
    private readonly Dictionary<RequestId, int> _open = [];
    private TaskCompletionSource? _room;
    private int _count;
    private int _handlers;

    /// <summary>Enters a request, if there is room for it. Otherwise <paramref name="room"/> completes when there may be.</summary>
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

    /// <summary>It was answered, or the server has taken it back, and then the client gives no answer. Whichever comes first counts.</summary>
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
    /// A handler of the platform's runs, and may go on when the server has taken its request back. There are no more than the limit of them either: otherwise
    /// a server that asks and takes back could have any number run.
    /// </summary>
    public void Watch(Task handler)
    {
        if (handler.IsCompleted) return;
        lock (_lock) _handlers++;
        handler.ContinueWith(
            ended =>
            {
                // Nobody may wait for it any more.
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
