using System.Collections.Immutable;
using Akka.Actor;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>Writes one bucket of the schedules' records.</summary>
internal sealed class BucketWriter(ScheduleBucketKey key, IActorRef replicator, TimeSpan timeout) : MajorityWriter(replicator)
{
    private Dictionary<string, ScheduleRecord> _changed = new(StringComparer.Ordinal);

    /// <param name="schedule">Whose record it is.</param>
    /// <param name="record">The new one.</param>
    /// <param name="done">What to do when a majority has it.</param>
    public void Change(string schedule, ScheduleRecord record, Action? done)
    {
        _changed[schedule] = record;
        Changed(done);
    }

    protected override Update Update()
    {
        var changed = _changed.ToImmutableDictionary(StringComparer.Ordinal);
        _changed = new(StringComparer.Ordinal);
        return Dsl.Update(key, ScheduleBucket.Empty, new WriteMajority(timeout), key.Id, bucket => bucket.With(changed));
    }
}
