namespace McpActors.Cluster.Ticks;

/// <summary>
/// How long a schedule's removal is remembered, for nodes that have not learned of it: their old record would come back
/// with the next merge. Nodes learn of it within seconds; an unreachable node is downed within minutes and restarts
/// with an empty memory; and a new leader reads from a majority, which had the removal before it was answered. So after
/// a day no node can restore the schedule.
/// </summary>
/// <remarks>
/// A configured schedule would come back under the next leader without its removal. Such a removal is kept as long as
/// there is a leader that has the schedule configured, and renewed in time, because other leaders may not have it.
/// </remarks>
internal static class Tombstones
{
    /// <summary>The interval between checks.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromHours(1);

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromHours(12);

    /// <summary>Removals up to this time are dropped.</summary>
    public static DateTimeOffset DropUntil(DateTimeOffset now) => now - Life;

    /// <summary>Whether the removal may be dropped.</summary>
    public static bool IsOver(ScheduleRecord record, bool configured, DateTimeOffset now) => !configured && record.IsDropped(DropUntil(now));

    /// <summary>Whether the removal must be renewed, so that it is not dropped with others.</summary>
    public static bool NeedsRenewal(ScheduleRecord record, bool configured, DateTimeOffset now) => configured && record.IsDropped(now - RenewAfter);
}
