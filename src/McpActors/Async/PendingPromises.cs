using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Async;

/// <summary>
/// The answers that are waited for. What is told to an actor that has ended is answered by nobody, so all of them fail when the actor system
/// has terminated. Thread-safe.
/// </summary>
internal sealed class PendingPromises
{
    private readonly Lock _lock = new();
    private readonly string _system;
    // Each knows its neighbours: a table would cost every call an entry.
    private Promise? _first;
    private bool _terminated;
    private long _lastNumber;

    public PendingPromises(ExtendedActorSystem system)
    {
        _system = system.Name;
        // Not under /temp: what stands there is gone with its answer, and holds no session.
        Path = new RootActorPath(system.Provider.DefaultAddress) / "mcp-async";
        Provider = system.Provider;
        system.WhenTerminated.ContinueWith(
            _ => FailAll(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public ActorPath Path { get; }

    public IActorRefProvider Provider { get; }

    /// <summary>A number for a promise; it is a <see cref="ActorPath.Uid"/> too, and so never zero.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    public void Add(Promise promise)
    {
        lock (_lock)
        {
            if (!_terminated)
            {
                promise.Next = _first;
                if (_first is not null) _first.Previous = promise;
                _first = promise;
                return;
            }
        }
        promise.Fail(Terminated());
    }

    /// <summary>Without effect where it is not one of them.</summary>
    public void Remove(Promise promise)
    {
        lock (_lock)
        {
            if (promise.Previous is not null) promise.Previous.Next = promise.Next;
            else if (_first == promise) _first = promise.Next;
            if (promise.Next is not null) promise.Next.Previous = promise.Previous;
            promise.Previous = promise.Next = null;
        }
    }

    private void FailAll()
    {
        var all = new List<Promise>();
        lock (_lock)
        {
            _terminated = true;
            for (var promise = _first; promise is not null; promise = promise.Next) all.Add(promise);
        }
        foreach (var promise in all) promise.Fail(Terminated());
    }

    private McpServerException Terminated() => new(
        "", ServerFailure.ShuttingDown, $"Actor system '{_system}' has terminated, and its servers with it: nothing can be asked of them any more.");
}
