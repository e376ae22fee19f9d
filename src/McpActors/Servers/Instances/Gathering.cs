using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// What all replicas of a server answer to one request, for who has asked the server. Each replica answers each request once, in their order.
/// Belongs to its actor.
/// </summary>
internal sealed class Gathering<T>(Action<IActorRef, IReadOnlyList<T>> whenAll)
{
    private readonly List<Round> _rounds = [];

    /// <summary>Who waits.</summary>
    public IEnumerable<IActorRef> Requesters => _rounds.Select(round => round.Requester);

    /// <summary>Asks each replica for it.</summary>
    public void Ask(IEnumerable<IActorRef> replicas, object request, IActorRef requester, IActorRef self)
    {
        var round = new Round(requester, [.. replicas]);
        _rounds.Add(round);
        foreach (var replica in round.Awaited) replica.Tell(request, self);
        EndThoseThatHaveAll();
    }

    public void Answered(IActorRef replica, T answer)
    {
        if (_rounds.Find(round => round.Awaited.Remove(replica)) is not { } round) return;
        round.Answers.Add(answer);
        EndThoseThatHaveAll();
    }

    /// <summary>It will not answer any more.</summary>
    public void Gone(IActorRef replica)
    {
        foreach (var round in _rounds) round.Awaited.Remove(replica);
        EndThoseThatHaveAll();
    }

    private void EndThoseThatHaveAll()
    {
        foreach (var round in _rounds.Where(round => round.Awaited.Count == 0).ToList())
        {
            // What is done for one may have ended another.
            if (!_rounds.Remove(round)) continue;
            whenAll(round.Requester, round.Answers);
        }
    }

    private sealed record Round(IActorRef Requester, HashSet<IActorRef> Awaited)
    {
        public List<T> Answers { get; } = [];
    }
}
