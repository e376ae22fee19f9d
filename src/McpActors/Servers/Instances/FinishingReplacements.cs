using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// The replacements of which the new one serves, or is on its way with nothing else to serve, and which are not done. Belongs to its ReplicaActor.
/// </summary>
internal sealed class FinishingReplacements
{
    private readonly List<Replacement> _all = [];

    /// <summary>The one that was decided last; null where there is none.</summary>
    public Replacement? Last => _all.LastOrDefault();

    /// <summary>The one by which this slot came to serve, where it is not done; null where there is none.</summary>
    public Replacement? Of(Slot next) => _all.FindLast(replacement => replacement.Next == next);

    /// <summary>From here on its new one serves, in the place of what was the new one of others.</summary>
    public void Add(Replacement replacement)
    {
        Follow(replacement.Old!, replacement.Next);
        _all.Add(replacement);
        MarkReady(replacement.Next);
    }

    /// <summary>The new one of some is replaced itself.</summary>
    public void Follow(Slot next, Slot newer)
    {
        foreach (var replacement in _all.Where(replacement => replacement.Next == next)) replacement.Next = newer;
    }

    /// <summary>Where it is ready, that is remembered.</summary>
    public void MarkReady(Slot next)
    {
        if (!next.IsReady) return;
        foreach (var replacement in _all.Where(replacement => replacement.Next == next)) replacement.HasBeenReady = true;
    }

    /// <summary>Answers for those that are done: the new one has been ready, and the old one is extinct.</summary>
    public void Finish(string server)
    {
        foreach (var done in _all.Where(replacement => replacement.OldIsGone && replacement.HasBeenReady).ToList())
        {
            _all.Remove(done);
            done.Succeed(server);
        }
    }

    /// <summary>A slot's process is extinct.</summary>
    public void Gone(Slot old, ExitReport? exit, string server)
    {
        if (_all.Find(replacement => replacement.Old == old) is not { } replacement) return;
        (replacement.OldIsGone, replacement.Exit) = (true, exit);
        Finish(server);
    }

    /// <summary>The new one of this slot did not start. What has been ready before it was replaced itself is another matter.</summary>
    public void Fail(IActorRef next, string why, McpServerException failure)
    {
        foreach (var failed in _all.Where(replacement => replacement.Next.Actor.Equals(next) && !replacement.HasBeenReady).ToList())
        {
            _all.Remove(failed);
            failed.Fail(why, failure);
        }
    }

    public void FailAll(string why, McpServerException failure)
    {
        foreach (var replacement in _all) replacement.Fail(why, failure);
        _all.Clear();
    }
}
