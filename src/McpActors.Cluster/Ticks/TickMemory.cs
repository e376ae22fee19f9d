using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Akka.DistributedData;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// What has been started of some of the schedules: what DistributedData keeps as one piece. A leader that looks at the clock starts all that is due, so
/// that one time says for all of them up to where they have come, and only the ticks whose batches run are named. Immutable.
/// </summary>
/// <remarks>
/// Each leader writes an entry of its own, under a number higher than that of all it has read, so that no two write the same one. Of two memories the one
/// with the higher number counts: whoever wrote that has read what a majority had of the lower one. What a leader wrote that no majority has taken was
/// not started, and counts for nothing.
/// </remarks>
internal sealed class TickMemory(long epoch, ImmutableDictionary<string, LeaderTicks> leaders) : IReplicatedData<TickMemory>
{
    // So that a tick is a small write and a thousand of one second are a few: of a thousand that run at once, each part has some 5 KB.
    private const int Count = 16;

    public static TickMemory Empty { get; } = new(0, ImmutableDictionary<string, LeaderTicks>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>The parts.</summary>
    public static IReadOnlyList<TickMemoryKey> Keys { get; } = [.. Enumerable.Range(0, Count).Select(n => new TickMemoryKey($"mcp-ticks-{n}"))];

    /// <summary>The number of the last leader that has written.</summary>
    public long Epoch => epoch;

    /// <summary>By the life of its node: more than one only where one of them was lost before a majority had what it wrote.</summary>
    public ImmutableDictionary<string, LeaderTicks> Leaders => leaders;

    /// <summary>All that was due up to here has been started or passed over; null where nothing ever was.</summary>
    public DateTimeOffset? Through => leaders.Values.Max(ticks => ticks.Through);

    /// <summary>
    /// The ticks that wait, and that nobody has started: of those that wait with one leader and not with another, written at the same time, it cannot
    /// be said.
    /// </summary>
    public IReadOnlyList<OpenTick> Waiting => leaders.IsEmpty
        ? []
        : [.. leaders.Values.First().Open.Where(tick => tick.Waits && leaders.Values.All(ticks => ticks.Open.Contains(tick)))];

    /// <summary>All others that are open, each once, and who has it.</summary>
    public IReadOnlyList<(OpenTick Tick, string Leader)> Started
    {
        get
        {
            var waiting = Waiting.ToHashSet();
            var others = leaders.SelectMany(leader => leader.Value.Open.Where(tick => !waiting.Contains(tick)).Select(tick => (Tick: tick, Leader: leader.Key)));
            return [.. others.OrderBy(open => open.Tick.Waits).DistinctBy(open => (open.Tick.Schedule, open.Tick.Due))];
        }
    }

    /// <summary>In which part a schedule is.</summary>
    public static TickMemoryKey KeyOf(string schedule) => Keys[(int)(StableHash.Of(schedule) % Count)];

    public static TickMemory From(TickMemoryData data) => new(data.Epoch, data.Leaders.ToImmutableDictionary(StringComparer.Ordinal));

    public TickMemoryData ToData() => new(epoch, leaders);

    /// <exception cref="McpClusterException">Another leader has taken over: what this one wants to start it must not.</exception>
    public TickMemory With(long ownEpoch, string leader, LeaderTicks ticks)
    {
        if (ownEpoch < epoch) throw new McpClusterException($"{leader} does not lead any more; {string.Join(", ", leaders.Keys)} does.");
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

    // The replicator looks whether a merge has changed anything. Only its own leader writes an entry, each time with a new version.
    public override bool Equals(object? obj) =>
        obj is TickMemory other && epoch == other.Epoch && leaders.Count == other.Leaders.Count
        && leaders.All(entry => other.Leaders.TryGetValue(entry.Key, out var same) && same.Version == entry.Value.Version);

    public override int GetHashCode() => epoch.GetHashCode();
}

/// <summary>The name of a part.</summary>
internal sealed class TickMemoryKey(string id) : Key<TickMemory>(id);

/// <summary>What one leader has started of one part of the schedules.</summary>
/// <param name="Version">How often it has written it.</param>
/// <param name="Through">All that was due up to here has been started or passed over; null where nothing ever was.</param>
/// <param name="Open">The ticks that were started and whose batches have not ended, and those that wait.</param>
internal sealed record LeaderTicks(long Version, DateTimeOffset? Through, IReadOnlyList<OpenTick> Open);

/// <summary>A tick whose batch runs, or that waits for the batch before it.</summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="Due">When it was due.</param>
internal sealed record OpenTick(string Schedule, DateTimeOffset Due)
{
    /// <summary>It waits, and is not started before a majority knows it without this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Waits { get; init; }
}

/// <summary>A part on the wire.</summary>
internal sealed record TickMemoryData(long Epoch, IReadOnlyDictionary<string, LeaderTicks> Leaders);
