namespace McpActors.Scheduling.Cron;

/// <summary>
/// When a zone's offset changes. TimeZoneInfo's IsInvalidTime and IsAmbiguousTime know daylight saving only; looking at the offset itself
/// also finds a zone that changes its standard time.
/// </summary>
internal static class TimeZoneOffsets
{
    /// <summary>The first instant in (<paramref name="after"/>, <paramref name="until"/>] with a new offset, in UTC, or null.</summary>
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
