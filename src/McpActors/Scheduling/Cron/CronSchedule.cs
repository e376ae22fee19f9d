namespace McpActors.Scheduling.Cron;

/// <summary>A cron line in a time zone. Immutable and thread-safe.</summary>
/// <remarks>
/// When the clock goes forward, a time in the gap runs once, at the first instant after the gap; an interval (see <see
/// cref="CronLine.Repeats"/>) that is due again within the gap's length just continues. When the clock goes back, a
/// fixed time runs at its first occurrence only, and an interval runs through both.
/// </remarks>
internal sealed class CronSchedule
{
    // A day and an offset can be added to or subtracted from these without leaving the range of DateTime.
    private static readonly DateTime Earliest = new(1, 1, 4, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(9999, 12, 28, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly CronLine _line;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronLine line, TimeZoneInfo zone)
    {
        _line = line;
        _zone = zone;
    }

    /// <summary>Reads five fields, or six with seconds first.</summary>
    /// <exception cref="McpSchedulerException">The line is wrong; the message names the field and what is
    /// allowed.</exception>
    public static CronSchedule Parse(string expression, TimeZoneInfo zone) => new(CronLine.Parse(expression), zone);

    /// <summary>
    /// The first time after <paramref name="after"/>, in the zone's own offset; null if there is none.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after.UtcDateTime >= Latest)
            return null;
        var from = after.UtcDateTime < Earliest ? Earliest : after.UtcDateTime;
        var offset = _zone.GetUtcOffset(from);
        var local = _line.Repeats ? from + offset : SkipRepeated(from, offset);

        // One iteration per offset change; between two changes, local time advances evenly.
        while (_line.Next(local) is { } candidate && candidate < Latest)
        {
            if (_zone.FirstOffsetChange(from, candidate - offset) is not { } change)
                return At(candidate - offset);

            var newOffset = _zone.GetUtcOffset(change);
            if (candidate < change + newOffset && !GoesOn(change + newOffset, newOffset - offset))
                return At(change);

            // A fixed time that has passed before the clock goes back does not run again: continue from the old local
            // time.
            local = change + (_line.Repeats || newOffset > offset ? newOffset : offset) - Tick;
            from = change;
            offset = newOffset;
        }

        return null;
    }

    private DateTime SkipRepeated(DateTime from, TimeSpan offset)
    {
        var local = from + offset;
        if (_zone.FirstOffsetChange(from.AddDays(-1), from) is not { } change)
            return local;
        var repeatedUntil = change + _zone.GetUtcOffset(change.AddTicks(-1)) - Tick;
        return local < repeatedUntil ? repeatedUntil : local;
    }

    private bool GoesOn(DateTime localAfterGap, TimeSpan gap) =>
        _line.Repeats && _line.Next(localAfterGap - Tick) < localAfterGap + gap;

    private DateTimeOffset At(DateTime utc)
    {
        var instant = new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        return instant.ToOffset(_zone.GetUtcOffset(instant));
    }
}
