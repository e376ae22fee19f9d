using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Client;

/// <summary>
/// The answers that callers await. Messages to an ended actor are never answered, so all pending promises fail when the
/// actor system has terminated. Thread-safe.
/// </summary>
internal sealed class PendingPromises
{
    private readonly Lock _lock = new();
    private readonly string _system;
    // A linked list: a table would add an entry for every call.
    private Promise? _first;
    private bool _terminated;
    private long _lastNumber;

    public PendingPromises(ExtendedActorSystem system)
    {
        _system = system.Name;
        // Outside of /temp: Akka.NET treats references there as answered once, so they cannot hold a session.
        Path = new RootActorPath(system.Provider.DefaultAddress) / "mcp-async";
        Provider = system.Provider;
        system.WhenTerminated.ContinueWith(
            _ => FailAll(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public ActorPath Path { get; }

    public IActorRefProvider Provider { get; }

    /// <summary>The next number of a promise; also its <see cref="ActorPath.Uid"/>, so it is never zero.</summary>
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

    /// <summary>Has no effect if the promise is not pending.</summary>
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
        "", ServerFailure.ShuttingDown, $"Actor system '{_system}' has terminated together with its servers.");
}
