using System.Collections.Immutable;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// What was put and removed of some of the schedules: what DistributedData keeps as one piece. 256 of them hold all, so that a write is a small one.
/// Immutable.
/// </summary>
/// <remarks>
/// What was removed is forgotten by one time for all, and not by leaving it out, since the next merge would bring it back.
/// </remarks>
internal sealed class ScheduleBucket(ImmutableDictionary<string, ScheduleRecord> records, DateTimeOffset? droppedUntil = null) : IReplicatedData<ScheduleBucket>
{
    private const int Count = 256;

    public static ScheduleBucket Empty { get; } = new(ImmutableDictionary<string, ScheduleRecord>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScheduleBucketKey> Keys { get; } = [.. Enumerable.Range(0, Count).Select(n => new ScheduleBucketKey($"mcp-schedules-{n}"))];

    public ImmutableDictionary<string, ScheduleRecord> Records => records;

    /// <summary>What was removed by then is not here any more; null where all of it is.</summary>
    public DateTimeOffset? DroppedUntil => droppedUntil;

    /// <summary>Where a schedule's record is.</summary>
    public static ScheduleBucketKey KeyOf(string schedule) => Keys[(int)(StableHash.Of(schedule) % Count)];

    public static ScheduleBucket From(ScheduleBucketData data) =>
        new(data.Records.ToImmutableDictionary(StringComparer.Ordinal), data.DroppedUntil);

    public ScheduleBucketData ToData() => new(records, droppedUntil);

    /// <param name="changed">Records that are new or newer.</param>
    /// <param name="dropUntil">What was removed by then is dropped; null for nothing.</param>
    public ScheduleBucket With(IEnumerable<KeyValuePair<string, ScheduleRecord>> changed, DateTimeOffset? dropUntil = null)
    {
        var until = droppedUntil is null || dropUntil > droppedUntil ? dropUntil : droppedUntil;
        // Before they are compared: a schedule that is put anew begins to count its versions anew.
        var all = (until == droppedUntil ? records : records.RemoveRange(records.Where(record => record.Value.IsDropped(until)).Select(record => record.Key))).ToBuilder();
        foreach (var (name, record) in changed.Where(record => !record.Value.IsDropped(until)))
            all[name] = all.TryGetValue(name, out var old) ? ScheduleRecord.Merge(old, record) : record;
        return new ScheduleBucket(all.ToImmutable(), until);
    }

    public ScheduleBucket Merge(ScheduleBucket other) => ReferenceEquals(this, other) ? this : With(other.Records, other.DroppedUntil);

    public IReplicatedData Merge(IReplicatedData other) => Merge((ScheduleBucket)other);

    // The replicator looks whether a merge has changed anything.
    public override bool Equals(object? obj) =>
        obj is ScheduleBucket other && droppedUntil == other.DroppedUntil && records.Count == other.Records.Count
        && records.All(record => other.Records.TryGetValue(record.Key, out var same) && (ReferenceEquals(record.Value, same) || record.Value.SameAs(same)));

    public override int GetHashCode() => records.Count;
}

/// <summary>The name of a bucket.</summary>
internal sealed class ScheduleBucketKey(string id) : Key<ScheduleBucket>(id);

/// <summary>A bucket on the wire.</summary>
internal sealed record ScheduleBucketData(IReadOnlyDictionary<string, ScheduleRecord> Records, DateTimeOffset? DroppedUntil = null);
