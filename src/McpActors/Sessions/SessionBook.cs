using Akka.Actor;

namespace McpActors.Sessions;

/// <summary>
/// The open sessions of a host, and the ends of the last closed ones. Used by the SessionsActor only.
/// </summary>
internal sealed class SessionBook
{
    // Enough ends to answer late requests with the reason, and few enough to keep in memory.
    private const int Remembered = 500;

    private readonly Dictionary<string, SessionEntry> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SessionEnded> _ended = new(StringComparer.Ordinal);
    private readonly Queue<SessionEnded> _order = [];

    public IEnumerable<SessionEntry> Open => _open.Values;

    public int Count => _open.Count;

    public SessionEntry? Find(string id) => _open.GetValueOrDefault(id);

    public void Add(SessionEntry entry)
    {
        _open.Add(entry.Plan.Id, entry);
        _ended.Remove(entry.Plan.Id);
    }

    /// <returns>The removed entry; null if the id belongs to another session.</returns>
    public SessionEntry? Remove(string id, IActorRef session, SessionEnded end)
    {
        if (!_open.TryGetValue(id, out var entry) || !entry.Session.Equals(session)) return null;
        _open.Remove(id);
        _ended[id] = end;
        _order.Enqueue(end);
        // The newer end of an id that was used again stays.
        if (_order.Count > Remembered && _order.Dequeue() is var oldest && ReferenceEquals(_ended.GetValueOrDefault(oldest.Id), oldest))
            _ended.Remove(oldest.Id);
        return entry;
    }

    public SessionEnded? HowEnded(string id) => _ended.GetValueOrDefault(id);
}

/// <summary>A session that is open or opening.</summary>
internal sealed record SessionEntry(SessionPlan Plan, AnsweringRef Session, SessionCalls Calls)
{
    public SessionStatus Status => new(
        Plan.Id, Plan.Server, Session, Plan.Holder, Plan.Opened, Plan.Until, Calls.Count, Calls.Unused);
}
