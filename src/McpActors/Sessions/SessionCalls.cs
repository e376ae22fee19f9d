using System.Globalization;
using Akka.Actor;
using Akka.Event;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>
/// The requests of a session that are under way, and since when there are none. Begun by the session's actor, ended by whoever answers,
/// looked at by the SessionsActor. Each is ended once. Thread-safe.
/// </summary>
internal sealed class SessionCalls(IScheduler clock)
{
    private readonly Lock _lock = new();
    private readonly string _token = Guid.NewGuid().ToString("N");
    // Most sessions are idle most of the time: they have none.
    private HashSet<SessionCall>? _underWay;
    private IActorRef? _whenNone;
    private TimeSpan _lastUse = clock.MonotonicClock;
    private int _lastNumber;

    public int Count
    {
        get
        {
            lock (_lock) return _underWay?.Count ?? 0;
        }
    }

    /// <summary>How long nothing has been under way.</summary>
    public TimeSpan Unused
    {
        get
        {
            lock (_lock) return _underWay is null ? clock.MonotonicClock - _lastUse : TimeSpan.Zero;
        }
    }

    /// <summary>Gives the call a name that no other session's call has: two callers of one process may well both call theirs "1".</summary>
    public SessionCall Begin(IServerRequest request, IActorRef caller, IActorRef session)
    {
        var number = ++_lastNumber;
        var callId = $"{_token}/{number.ToString(CultureInfo.InvariantCulture)}";
        var call = new SessionCall(this, request, callId, caller, session, new ChildActorPath(session.Path, "call", number));
        lock (_lock) (_underWay ??= new HashSet<SessionCall>(ReferenceEqualityComparer.Instance)).Add(call);
        return call;
    }

    /// <returns>False where it was ended before.</returns>
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
        whenNone?.Tell(NoCallsLeft.Instance, ActorRefs.NoSender);
        return true;
    }

    public bool IsUnderWay(SessionCall call)
    {
        lock (_lock) return _underWay?.Contains(call) is true;
    }

    /// <summary>Those that the caller gave this name.</summary>
    public IReadOnlyList<SessionCall> Find(string callerId)
    {
        lock (_lock) return [.. (_underWay ?? []).Where(call => call.CallerId == callerId)];
    }

    /// <summary>Takes all of them: whoever answers one of them later is not heard.</summary>
    public IReadOnlyCollection<SessionCall> TakeAll()
    {
        lock (_lock)
        {
            IReadOnlyCollection<SessionCall> all = _underWay ?? [];
            _underWay = null;
            return all;
        }
    }

    /// <summary>Tells <see cref="NoCallsLeft"/> to the session when the last is answered.</summary>
    /// <returns>True where there is none already; then nothing is told.</returns>
    public bool NoneOrTell(IActorRef session)
    {
        lock (_lock)
        {
            _whenNone = session;
            return _underWay is null;
        }
    }
}

/// <summary>To a session's actor: the last request that was under way has been answered.</summary>
internal sealed record NoCallsLeft : IDeadLetterSuppression
{
    public static NoCallsLeft Instance { get; } = new();
}
