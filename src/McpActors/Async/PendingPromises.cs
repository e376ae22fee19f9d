using System.Collections.Concurrent;
using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Async;

/// <summary>
/// The answers that are waited for. What is told to an actor that has ended is answered by nobody, so all of them fail when the actor system
/// has terminated. Thread-safe.
/// </summary>
internal sealed class PendingPromises
{
    private readonly ConcurrentDictionary<long, Promise> _pending = new();
    private readonly string _system;
    private volatile bool _terminated;
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
        _pending[promise.Path.Uid] = promise;
        // Entered first and looked after: whichever of FailAll and this comes later sees the other.
        if (_terminated) promise.Fail(Terminated());
    }

    public void Remove(Promise promise) => _pending.TryRemove(promise.Path.Uid, out _);

    private void FailAll()
    {
        _terminated = true;
        foreach (var promise in _pending.Values) promise.Fail(Terminated());
    }

    private McpServerException Terminated() => new(
        "", ServerFailure.ShuttingDown, $"Actor system '{_system}' has terminated, and its servers with it: nothing can be asked of them any more.");
}
