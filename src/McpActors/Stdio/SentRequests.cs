using System.Collections.Concurrent;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>The requests that a server was sent and has not answered: what it says to them is asked for, and is read without delay. Thread-safe.</summary>
internal sealed class SentRequests
{
    private readonly ConcurrentDictionary<RequestId, bool> _ids = new();
    private TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool AreAwaited => Volatile.Read(ref _count) > 0;

    /// <summary>Completes when somebody begins to wait while nobody does. Take it before <see cref="AreAwaited"/> is looked at.</summary>
    public Task Awaited => Volatile.Read(ref _awaited).Task;

    public void Add(JsonRpcRequest request)
    {
        // One that stays open for as long as the server lives is not waited for.
        var isAwaited = request.Method != RequestMethods.SubscriptionsListen;
        if (!_ids.TryAdd(request.Id, isAwaited) || !isAwaited || Interlocked.Increment(ref _count) > 1) return;
        Interlocked.Exchange(ref _awaited, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>It was answered, taken back, or not sent after all. False where there is none of that id.</summary>
    public bool Remove(RequestId id)
    {
        if (!_ids.TryRemove(id, out var isAwaited)) return false;
        if (isAwaited) Interlocked.Decrement(ref _count);
        return true;
    }
}
