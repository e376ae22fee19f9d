using System.Collections.Immutable;
using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>Writes one bucket of schedule records.</summary>
internal sealed class BucketWriter(ScheduleBucketKey key, IActorRef replicator, TimeSpan timeout) : MajorityWriter(replicator)
{
    private Dictionary<string, ScheduleRecord> _changed = new(StringComparer.Ordinal);
    private DateTimeOffset? _dropUntil;

    /// <param name="schedule">The schedule of the record.</param>
    /// <param name="record">The new record.</param>
    /// <param name="done">Called when a majority has it.</param>
    public void Change(string schedule, ScheduleRecord record, Action? done)
    {
        _changed[schedule] = record;
        Changed(done);
    }

    /// <summary>Forgets the records of schedules that were removed by then.</summary>
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
