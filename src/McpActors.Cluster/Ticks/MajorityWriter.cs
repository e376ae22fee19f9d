using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// Writes what is kept under one key to a majority of the nodes, one write after the other; what changes during a write goes with the next.
/// Belongs to its actor.
/// </summary>
internal abstract class MajorityWriter(IActorRef replicator)
{
    private List<Action> _waiting = [];
    private (Update Update, List<Action> Waiting)? _writing;
    private bool _changed;

    /// <summary>Whether all that was changed is written.</summary>
    public bool IsIdle => _writing is null && !_changed;

    /// <summary>Begins a write, where there is something to write and none is under way.</summary>
    public void Flush(IActorRef self)
    {
        if (_writing is not null || !_changed) return;
        _writing = (Update(), _waiting);
        (_changed, _waiting) = (false, []);
        Write(self);
    }

    /// <summary>The same once more: no majority has answered in time.</summary>
    public void Write(IActorRef self) => replicator.Tell(_writing!.Value.Update, self);

    public void Written()
    {
        var done = _writing!.Value.Waiting;
        _writing = null;
        foreach (var action in done) action();
    }

    /// <param name="done">What to do when a majority has it.</param>
    protected void Changed(Action? done)
    {
        _changed = true;
        if (done is not null) _waiting.Add(done);
    }

    /// <summary>All that has changed since it was last called.</summary>
    protected abstract Update Update();
}
