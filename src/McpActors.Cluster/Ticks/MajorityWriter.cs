using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// Writes the data of one key to a majority of the nodes, one write after the other; changes during a write are part of
/// the next. Belongs to its actor.
/// </summary>
internal abstract class MajorityWriter(IActorRef replicator)
{
    private List<Action> _waiting = [];
    private (Update Update, List<Action> Waiting)? _writing;
    private bool _changed;

    /// <summary>Whether all changes have been written.</summary>
    public bool IsIdle => _writing is null && !_changed;

    /// <summary>Begins a write if there are changes and no write is in progress.</summary>
    public void Flush(IActorRef self)
    {
        if (_writing is not null || !_changed) return;
        _writing = (Update(), _waiting);
        (_changed, _waiting) = (false, []);
        Write(self);
    }

    /// <summary>Sends the write again, because no majority has answered in time.</summary>
    public void Write(IActorRef self) => replicator.Tell(_writing!.Value.Update, self);

    public void Written()
    {
        var done = _writing!.Value.Waiting;
        _writing = null;
        foreach (var action in done) action();
    }

    /// <param name="done">Called when a majority has it.</param>
    protected void Changed(Action? done)
    {
        _changed = true;
        if (done is not null) _waiting.Add(done);
    }

    /// <summary>The changes since the last call.</summary>
    protected abstract Update Update();
}
