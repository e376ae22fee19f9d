using McpActors.Scheduling;

namespace McpActors.Cluster.Ticks;

/// <summary>
/// What the cluster remembers of one schedule. It is written by the leader of the time, before what it tells of is begun.
/// </summary>
internal sealed record ScheduleRecord
{
    /// <summary>How often it was changed: of two, the higher one is the newer.</summary>
    public required long Version { get; init; }

    /// <summary>When it came into force: what was due before is not owed. Where it was removed: when, or when that was last renewed.</summary>
    public required DateTimeOffset Through { get; init; }

    /// <summary>What was put while the cluster ran; null where it is as configured.</summary>
    public ScheduleDefinition? Put { get; init; }

    /// <summary>It was removed while the cluster ran.</summary>
    public bool Removed { get; init; }

    /// <summary>What was removed by then need not be remembered any more.</summary>
    public bool IsDropped(DateTimeOffset? until) => Removed && Through <= until;

    /// <summary>
    /// Of two that were written without knowing of each other: the newer one, and never a smaller <see cref="Through"/>. Any order of merges gives the same.
    /// </summary>
    public static ScheduleRecord Merge(ScheduleRecord a, ScheduleRecord b)
    {
        var newer = Compare(a, b) >= 0 ? a : b;
        var through = a.Through > b.Through ? a.Through : b.Through;
        return newer.Through == through ? newer : newer with { Through = through };
    }

    public bool SameAs(ScheduleRecord other) => Compare(this, other) == 0;

    private static int Compare(ScheduleRecord a, ScheduleRecord b)
    {
        var byVersion = a.Version.CompareTo(b.Version);
        if (byVersion != 0) return byVersion;
        var byThrough = a.Through.CompareTo(b.Through);
        if (byThrough != 0) return byThrough;
        // Two leaders at once, which only a cluster without a downing strategy has. Which one wins does not matter, as long as it is the same everywhere.
        return string.CompareOrdinal(a.Key(), b.Key());
    }

    private string Key() => $"{Removed}|{Put?.Cron}";
}
