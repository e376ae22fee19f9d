using System.Globalization;
using Akka.Actor;
using Akka.Event;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>
/// The requests of a session that are in flight, and the time of the last use. The session's actor begins a call, the
/// answering thread ends it once, and the SessionsActor reads the counts. Thread-safe.
/// </summary>
/// <param name="clock">The clock of the last use.</param>
/// <param name="used">Called at the begin and at the end of each call, from any thread; null for nobody.</param>
internal sealed class SessionCalls(IScheduler clock, Action? used = null)
{
    private readonly Lock _lock = new();
    private readonly string _token = Guid.NewGuid().ToString("N");
    // Null while there are none, because most sessions are idle most of the time.
    private HashSet<SessionCall>? _underWay;
    // Null while there are none. The oldest are first.
    private Queue<KeptResult>? _kept;
    private IActorRef? _whenNone;
    private TimeSpan _lastUse = clock.MonotonicClock;
    private int _lastNumber;
    private bool _isOver;

    public int Count
    {
        get
        {
            lock (_lock) return _underWay?.Count ?? 0;
        }
    }

    /// <summary>The time since the last call ended; zero while a call is in flight.</summary>
    public TimeSpan Unused
    {
        get
        {
            lock (_lock) return _underWay is null ? clock.MonotonicClock - _lastUse : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Begins a call with an id that is unique among all sessions: two callers of one process may both use the id "1".
    /// </summary>
    public SessionCall Begin(IServerRequest request, IActorRef caller, IActorRef session)
    {
        var number = ++_lastNumber;
        var callId = $"{_token}/{number.ToString(CultureInfo.InvariantCulture)}";
        var call = new SessionCall(this, request, callId, caller, session, new ChildActorPath(session.Path, "call", number));
        lock (_lock) (_underWay ??= new HashSet<SessionCall>(ReferenceEqualityComparer.Instance)).Add(call);
        used?.Invoke();
        return call;
    }

    /// <returns>False if the call has ended already.</returns>
    public bool End(SessionCall call)
    {
        IActorRef? whenNone = null;
        lock (_lock)
        {
            if (_underWay?.Remove(call) is not true) return false;
            if (_underWay.Count == 0)
            {
                _underWay = null;
                _lastUse = clock.MonotonicClock;
                whenNone = _whenNone;
            }
        }
        used?.Invoke();
        whenNone?.Tell(NoCallsLeft.Instance, ActorRefs.NoSender);
        return true;
    }

    /// <summary>A result of the session is in a file, which is removed with the session.</summary>
    public void Keep(KeptResult result)
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                // The server removes the oldest files first.
                while (_kept?.TryPeek(out var oldest) is true && oldest.Place is null) _kept.Dequeue();
                (_kept ??= new Queue<KeptResult>()).Enqueue(result);
                return;
            }
        }
        result.Remove();
    }

    public bool IsUnderWay(SessionCall call)
    {
        lock (_lock) return _underWay?.Contains(call) is true;
    }

    /// <summary>The calls with the caller's id <paramref name="callerId"/>.</summary>
    public IReadOnlyList<SessionCall> Find(string callerId)
    {
        lock (_lock) return [.. (_underWay ?? []).Where(call => call.CallerId == callerId)];
    }

    /// <summary>
    /// Ends all calls for the end of the session, and returns them; later answers to them are ignored. Removes the files of
    /// earlier results.
    /// </summary>
    public IReadOnlyCollection<SessionCall> TakeAll()
    {
        IReadOnlyCollection<SessionCall> all;
        Queue<KeptResult>? kept;
        lock (_lock)
        {
            (all, kept) = (_underWay ?? [], _kept);
            (_underWay, _kept, _isOver) = (null, null, true);
        }
        foreach (var result in kept ?? []) result.Remove();
        return all;
    }

    /// <summary>Sends <see cref="NoCallsLeft"/> to the session when the last call is answered.</summary>
    /// <returns>True if there is no call now; then no message follows.</returns>
    public bool NoneOrTell(IActorRef session)
    {
        lock (_lock)
        {
            _whenNone = session;
            return _underWay is null;
        }
    }
}

/// <summary>To a session's actor: the last request in flight has been answered.</summary>
internal sealed record NoCallsLeft : IDeadLetterSuppression
{
    public static NoCallsLeft Instance { get; } = new();
}
