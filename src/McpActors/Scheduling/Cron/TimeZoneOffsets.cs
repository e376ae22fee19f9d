namespace McpActors.Scheduling.Cron;

/// <summary>
/// Finds changes of a zone's offset. TimeZoneInfo's IsInvalidTime and IsAmbiguousTime know daylight saving only;
/// comparing offsets also finds a change of standard time.
/// </summary>
internal static class TimeZoneOffsets
{
    /// <summary>
    /// The first instant in (<paramref name="after"/>, <paramref name="until"/>] with a new offset, in UTC; null if
    /// there is none.
    /// </summary>
    public static DateTime? FirstOffsetChange(this TimeZoneInfo zone, DateTime after, DateTime until)
    {
        if (zone.HasSameRules(TimeZoneInfo.Utc))
            return null;
        var offset = OffsetAt(zone, after);
        for (var from = after; from < until;)
        {
            // No zone changes its offset twice within a day.
            var to = until - from > TimeSpan.FromDays(1) ? from.AddDays(1) : until;
            if (OffsetAt(zone, to) != offset)
                return Narrow(zone, offset, from, to);
            from = to;
        }

        return null;
    }

    private static DateTime Narrow(TimeZoneInfo zone, TimeSpan offset, DateTime from, DateTime to)
    {
        while (to - from > TimeSpan.FromTicks(1))
        {
            var middle = from + ((to - from) / 2);
            if (OffsetAt(zone, middle) == offset)
                from = middle;
            else
                to = middle;
        }

        return to;
    }

    private static TimeSpan OffsetAt(TimeZoneInfo zone, DateTime utc) => zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
