using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// The sessions that a server has, each with the process that it knows: what another one does not remember has to be told. Belongs to the
/// ServerActor.
/// </summary>
internal sealed class ServerSessions
{
    // The lease of the process; null before there was one.
    private readonly Dictionary<IActorRef, long?> _sessions = [];

    public IReadOnlyCollection<IActorRef> All => _sessions.Keys;

    public void Add(IActorRef session, long? lease) => _sessions[session] = lease;

    public bool Remove(IActorRef session) => _sessions.Remove(session);

    /// <summary>This process serves now.</summary>
    public void Served(long? lease, string reason)
    {
        foreach (var (session, known) in _sessions.ToList())
        {
            if (known is not null && known != lease) session.Tell(new SessionProcessReplaced(reason));
            _sessions[session] = lease;
        }
    }

    /// <summary>What they know is lost, and whoever comes next knows nobody.</summary>
    public void Forget(string reason)
    {
        foreach (var session in _sessions.Keys) session.Tell(new SessionProcessReplaced(reason));
        _sessions.Clear();
    }

    /// <summary>They cannot go on.</summary>
    public void End(string reason)
    {
        foreach (var session in _sessions.Keys) session.Tell(new SessionServerGone(reason));
        _sessions.Clear();
    }
}
