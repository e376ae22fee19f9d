using Akka.Actor;

namespace McpActors.Servers;

/// <summary>What several replicas answer to one request, and who asked. Whoever asks for the same meanwhile has the same answer. Belongs to its actor.</summary>
internal sealed class Gathering<T>(Action<IReadOnlyList<IActorRef>, IReadOnlyList<T>> whenAll)
{
    private readonly List<IActorRef> _requesters = [];
    private readonly HashSet<IActorRef> _awaited = [];
    private readonly List<T> _answers = [];

    public bool IsOpen => _requesters.Count > 0;

    public IReadOnlyList<IActorRef> Requesters => _requesters;

    /// <summary>Asks each for it, unless they are being asked already.</summary>
    public void Ask(IEnumerable<IActorRef> replicas, object request, IActorRef requester, IActorRef self)
    {
        _requesters.Add(requester);
        if (_requesters.Count > 1) return;
        foreach (var replica in replicas)
        {
            _awaited.Add(replica);
            replica.Tell(request, self);
        }
        EndIfAll();
    }

    public bool IsAwaited(IActorRef replica) => _awaited.Contains(replica);

    public void Answered(IActorRef replica, T answer)
    {
        if (!_awaited.Remove(replica)) return;
        _answers.Add(answer);
        EndIfAll();
    }

    /// <summary>It will not answer any more.</summary>
    public void Gone(IActorRef replica)
    {
        if (_awaited.Remove(replica)) EndIfAll();
    }

    private void EndIfAll()
    {
        if (_awaited.Count > 0 || _requesters.Count == 0) return;
        var (requesters, answers) = (_requesters.ToList(), _answers.ToList());
        _requesters.Clear();
        _answers.Clear();
        whenAll(requesters, answers);
    }
}
