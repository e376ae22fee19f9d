using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>Who waits until neither what serves nor what leaves has a process. Belongs to its ReplicaActor.</summary>
internal sealed class StopRequests(string server, LeavingSlots leaving)
{
    private readonly List<IActorRef> _requesters = [];
    private bool _servingStopped;

    public void Add(IActorRef requester)
    {
        if (_requesters.Count == 0) _servingStopped = false;
        _requesters.Add(requester);
    }

    /// <summary>What serves leaves: from here on it is one of those.</summary>
    public void ServingLeaves()
    {
        if (_requesters.Count > 0) _servingStopped = true;
    }

    /// <summary>What serves has no process any more.</summary>
    public void ServingStopped(ExitReport? exit)
    {
        _servingStopped = true;
        AnswerIfAllStopped(exit);
    }

    public void AnswerIfAllStopped(ExitReport? exit)
    {
        if (_servingStopped && leaving.All.Count == 0) AnswerAll(exit);
    }

    public void AnswerAll(ExitReport? exit)
    {
        foreach (var requester in _requesters) requester.Tell(new ServerStopped(server, exit));
        _requesters.Clear();
    }
}
