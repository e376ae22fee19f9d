using System.Collections.Immutable;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// The stored changes of some of the schedules, one piece of DistributedData. There are 256 buckets, so that a write is
/// small. Immutable.
/// </summary>
/// <remarks>
/// Removed schedules are forgotten by one time stamp for all instead of by deleting them, because the next merge would
/// restore a deleted record.
/// </remarks>
internal sealed class ScheduleBucket(ImmutableDictionary<string, ScheduleRecord> records, DateTimeOffset? droppedUntil = null) : IReplicatedData<ScheduleBucket>
{
    private const int Count = 256;

    public static ScheduleBucket Empty { get; } = new(ImmutableDictionary<string, ScheduleRecord>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>The keys of all buckets.</summary>
    public static IReadOnlyList<ScheduleBucketKey> Keys { get; } = [.. Enumerable.Range(0, Count).Select(n => new ScheduleBucketKey($"mcp-schedules-{n}"))];

    public ImmutableDictionary<string, ScheduleRecord> Records => records;

    /// <summary>Records of schedules that were removed by then have been dropped; null if none have.</summary>
    public DateTimeOffset? DroppedUntil => droppedUntil;

    /// <summary>The bucket of a schedule.</summary>
    public static ScheduleBucketKey KeyOf(string schedule) => Keys[(int)(StableHash.Of(schedule) % Count)];

    public static ScheduleBucket From(ScheduleBucketData data) =>
        new(data.Records.ToImmutableDictionary(StringComparer.Ordinal), data.DroppedUntil);

    public ScheduleBucketData ToData() => new(records, droppedUntil);

    /// <param name="changed">New records.</param>
    /// <param name="dropUntil">Drops records of schedules that were removed by then; null for none.</param>
    public ScheduleBucket With(IEnumerable<KeyValuePair<string, ScheduleRecord>> changed, DateTimeOffset? dropUntil = null)
    {
        var until = droppedUntil is null || dropUntil > droppedUntil ? dropUntil : droppedUntil;
        // Before the comparison, because a schedule that is created again restarts its version count.
        var all = (until == droppedUntil ? records : records.RemoveRange(records.Where(record => record.Value.IsDropped(until)).Select(record => record.Key))).ToBuilder();
        foreach (var (name, record) in changed.Where(record => !record.Value.IsDropped(until)))
            all[name] = all.TryGetValue(name, out var old) ? ScheduleRecord.Merge(old, record) : record;
        return new ScheduleBucket(all.ToImmutable(), until);
    }

    public ScheduleBucket Merge(ScheduleBucket other) => ReferenceEquals(this, other) ? this : With(other.Records, other.DroppedUntil);

    public IReplicatedData Merge(IReplicatedData other) => Merge((ScheduleBucket)other);

    // The replicator compares, to find out whether a merge has changed anything.
    public override bool Equals(object? obj) =>
        obj is ScheduleBucket other && droppedUntil == other.DroppedUntil && records.Count == other.Records.Count
        && records.All(record => other.Records.TryGetValue(record.Key, out var same) && (ReferenceEquals(record.Value, same) || record.Value.SameAs(same)));

    public override int GetHashCode() => records.Count;
}

/// <summary>The key of a bucket.</summary>
internal sealed class ScheduleBucketKey(string id) : Key<ScheduleBucket>(id);

/// <summary>The wire format of a bucket.</summary>
internal sealed record ScheduleBucketData(IReadOnlyDictionary<string, ScheduleRecord> Records, DateTimeOffset? DroppedUntil = null);
