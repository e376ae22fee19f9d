using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// The started ticks of some of the schedules, one piece of DistributedData. A leader starts all due ticks whenever it
/// checks the clock, so one time stamp covers all schedules, and only ticks with running batches are listed. Immutable.
/// </summary>
/// <remarks>
/// Each leader writes its own entry, with a higher number than all entries it has read, so that no two leaders write
/// the same one. Between two memories the higher number wins: its writer has read what a majority had of the
/// other. A write that no majority accepted started nothing and does not count.
/// </remarks>
internal sealed class TickMemory(long epoch, ImmutableDictionary<string, LeaderTicks> leaders) : IReplicatedData<TickMemory>
{
    // Enough parts to make a tick a small write, and a thousand ticks in one second a few writes: with a thousand at
    // once, each part has about 5 KB.
    private const int Count = 16;

    public static TickMemory Empty { get; } = new(0, ImmutableDictionary<string, LeaderTicks>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>The keys of all parts.</summary>
    public static IReadOnlyList<TickMemoryKey> Keys { get; } = [.. Enumerable.Range(0, Count).Select(n => new TickMemoryKey($"mcp-ticks-{n}"))];

    /// <summary>The number of the last leader that wrote.</summary>
    public long Epoch => epoch;

    /// <summary>
    /// Entries by the incarnation of the leader's node: several only if a leader was lost before a majority had its
    /// write.
    /// </summary>
    public ImmutableDictionary<string, LeaderTicks> Leaders => leaders;

    /// <summary>All ticks up to this time have been started or skipped; null if there were none.</summary>
    public DateTimeOffset? Through => leaders.Values.Max(ticks => ticks.Through);

    /// <summary>
    /// Ticks that wait and were not started. A tick that waits at one leader but not at another, written at the same
    /// time, is not included, because its state is unknown.
    /// </summary>
    public IReadOnlyList<OpenTick> Waiting => leaders.IsEmpty
        ? []
        : [.. leaders.Values.First().Open.Where(tick => tick.Waits && leaders.Values.All(ticks => ticks.Open.Contains(tick)))];

    /// <summary>All other open ticks, each once, with the leader that has it.</summary>
    public IReadOnlyList<(OpenTick Tick, string Leader)> Started
    {
        get
        {
            var waiting = Waiting.ToHashSet();
            var others = leaders.SelectMany(leader => leader.Value.Open.Where(tick => !waiting.Contains(tick)).Select(tick => (Tick: tick, Leader: leader.Key)));
            return [.. others.OrderBy(open => open.Tick.Waits).DistinctBy(open => (open.Tick.Schedule, open.Tick.Due))];
        }
    }

    /// <summary>The part of a schedule.</summary>
    public static TickMemoryKey KeyOf(string schedule) => Keys[(int)(StableHash.Of(schedule) % Count)];

    public static TickMemory From(TickMemoryData data) => new(data.Epoch, data.Leaders.ToImmutableDictionary(StringComparer.Ordinal));

    public TickMemoryData ToData() => new(epoch, leaders);

    /// <exception cref="McpClusterException">Another leader has taken over, so this one must not start
    /// anything.</exception>
    public TickMemory With(long ownEpoch, string leader, LeaderTicks ticks)
    {
        if (ownEpoch < epoch)
            throw new McpClusterException($"{leader} is no longer the leader; {string.Join(", ", leaders.Keys)} is.");
        return Merge(new TickMemory(ownEpoch, Empty.Leaders.Add(leader, ticks)));
    }

    public TickMemory Merge(TickMemory other)
    {
        if (other.Epoch != epoch) return other.Epoch > epoch ? other : this;
        var all = leaders.ToBuilder();
        foreach (var (leader, ticks) in other.Leaders)
            if (!all.TryGetValue(leader, out var known) || known.Version < ticks.Version) all[leader] = ticks;
        return new TickMemory(epoch, all.ToImmutable());
    }

    public IReplicatedData Merge(IReplicatedData other) => Merge((TickMemory)other);

    // The replicator compares, to find out whether a merge has changed anything. Only its own leader writes an entry,
    // each time with a new version.
    public override bool Equals(object? obj) =>
        obj is TickMemory other && epoch == other.Epoch && leaders.Count == other.Leaders.Count
        && leaders.All(entry => other.Leaders.TryGetValue(entry.Key, out var same) && same.Version == entry.Value.Version);

    public override int GetHashCode() => epoch.GetHashCode();
}

/// <summary>The key of a part.</summary>
internal sealed class TickMemoryKey(string id) : Key<TickMemory>(id);

/// <summary>The ticks that one leader has started of one part of the schedules.</summary>
/// <param name="Version">The number of writes.</param>
/// <param name="Through">All ticks up to this time have been started or skipped; null if there were none.</param>
/// <param name="Open">Waiting ticks, and started ticks whose batches have not ended.</param>
internal sealed record LeaderTicks(long Version, DateTimeOffset? Through, IReadOnlyList<OpenTick> Open);

/// <summary>A tick whose batch runs, or that waits for the previous batch.</summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="Due">When the tick was due.</param>
internal sealed record OpenTick(string Schedule, DateTimeOffset Due)
{
    /// <summary>Whether it waits. It is started only after a majority has it without this flag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Waits { get; init; }
}

/// <summary>The wire format of a part.</summary>
internal sealed record TickMemoryData(long Epoch, IReadOnlyDictionary<string, LeaderTicks> Leaders);
