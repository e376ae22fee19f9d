using McpActors.Scheduling;

namespace McpActors.Cluster.Ticks;

/// <summary>The cluster's stored state of one schedule. The leader writes it before it acts on it.</summary>
internal sealed record ScheduleRecord
{
    /// <summary>The number of changes; the record with the higher number is newer.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// The time at which it came into force; earlier ticks are not due. For a removed schedule: the time of the removal
    /// or of its last renewal.
    /// </summary>
    public required DateTimeOffset Through { get; init; }

    /// <summary>The definition that was put at run time; null for the configured one.</summary>
    public ScheduleDefinition? Put { get; init; }

    /// <summary>Whether it was removed at run time.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether the record of a removed schedule need no longer be kept.</summary>
    public bool IsDropped(DateTimeOffset? until) => Removed && Through <= until;

    /// <summary>
    /// Merges two concurrent records: the newer one, with the larger <see cref="Through"/> of both. The order of merges
    /// does not matter.
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
        // Two leaders at once, which happens only without a downing strategy. Either may win, as long as all nodes
        // agree.
        return string.CompareOrdinal(a.Key(), b.Key());
    }

    private string Key() => $"{Removed}|{Put?.Cron}";
}
