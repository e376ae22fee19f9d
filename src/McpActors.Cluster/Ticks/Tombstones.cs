namespace McpActors.Cluster.Ticks;

/// <summary>
/// For how long it is remembered of a schedule that it was removed. That is for nodes that have not heard of it: what they have of the schedule would
/// come back with the next merge. Nodes hear of it within seconds; one that cannot be reached is given up within minutes, and when it is started
/// again its memory is empty; a leader that is new reads what a majority has, and a majority had it before the removal was answered. So after a day
/// nobody is left who could bring it back.
/// </summary>
/// <remarks>
/// A schedule that is configured would be in force again under the next leader without it: that is remembered as long as a leader is there that has
/// it configured, and renewed while there is time, since other leaders may not have it.
/// </remarks>
internal static class Tombstones
{
    /// <summary>How often they are looked at.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromHours(1);

    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromHours(12);

    /// <summary>What was removed by then is dropped.</summary>
    public static DateTimeOffset DropUntil(DateTimeOffset now) => now - Life;

    /// <summary>Whether it may be dropped.</summary>
    public static bool IsOver(ScheduleRecord record, bool configured, DateTimeOffset now) => !configured && record.IsDropped(DropUntil(now));

    /// <summary>Whether it is to be renewed, so that it is not dropped with others.</summary>
    public static bool NeedsRenewal(ScheduleRecord record, bool configured, DateTimeOffset now) => configured && record.IsDropped(now - RenewAfter);
}
