using System.Collections.Immutable;
using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>Writes one bucket of the schedules' records.</summary>
internal sealed class BucketWriter(ScheduleBucketKey key, IActorRef replicator, TimeSpan timeout) : MajorityWriter(replicator)
{
    private Dictionary<string, ScheduleRecord> _changed = new(StringComparer.Ordinal);
    private DateTimeOffset? _dropUntil;

    /// <param name="schedule">Whose record it is.</param>
    /// <param name="record">The new one.</param>
    /// <param name="done">What to do when a majority has it.</param>
    public void Change(string schedule, ScheduleRecord record, Action? done)
    {
        _changed[schedule] = record;
        Changed(done);
    }

    /// <summary>What was removed by then is forgotten.</summary>
    public void Drop(DateTimeOffset until)
    {
        _dropUntil = until;
        Changed(null);
    }

    protected override Update Update()
    {
        var changed = _changed.ToImmutableDictionary(StringComparer.Ordinal);
        _changed = new(StringComparer.Ordinal);
        var dropUntil = _dropUntil;
        return Dsl.Update(key, ScheduleBucket.Empty, new WriteMajority(timeout), key.Id, bucket => bucket.With(changed, dropUntil));
    }
}
