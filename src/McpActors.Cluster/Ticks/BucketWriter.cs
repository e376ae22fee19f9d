using System.Collections.Immutable;
using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// Writes one bucket to a majority of the nodes, one write after the other; what changes during a write goes with the next. Belongs to its actor.
/// </summary>
internal sealed class BucketWriter(ScheduleBucketKey key, IActorRef replicator, TimeSpan timeout)
{
    private Dictionary<string, ScheduleRecord> _changed = new(StringComparer.Ordinal);
    private List<Action> _waiting = [];
    private (ImmutableDictionary<string, ScheduleRecord> Changed, List<Action> Waiting)? _writing;

    /// <summary>Whether all that was changed is written.</summary>
    public bool IsIdle => _writing is null && _changed.Count == 0;

    /// <param name="schedule">Whose record it is.</param>
    /// <param name="record">The new one.</param>
    /// <param name="done">What to do when a majority has it.</param>
    public void Change(string schedule, ScheduleRecord record, Action? done)
    {
        _changed[schedule] = record;
        if (done is not null) _waiting.Add(done);
    }

    /// <summary>Begins a write, where there is something to write and none is under way.</summary>
    public void Flush(IActorRef self)
    {
        if (_writing is not null || _changed.Count == 0) return;
        _writing = (_changed.ToImmutableDictionary(StringComparer.Ordinal), _waiting);
        (_changed, _waiting) = (new(StringComparer.Ordinal), []);
        Write(self);
    }

    /// <summary>The same once more: no majority has answered in time.</summary>
    public void Write(IActorRef self)
    {
        var changed = _writing!.Value.Changed;
        replicator.Tell(Dsl.Update(key, ScheduleBucket.Empty, new WriteMajority(timeout), key.Id, bucket => bucket.With(changed)), self);
    }

    public void Written()
    {
        var done = _writing!.Value.Waiting;
        _writing = null;
        foreach (var action in done) action();
    }
}
