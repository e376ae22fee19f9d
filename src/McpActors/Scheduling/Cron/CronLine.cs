using NCrontab;

namespace McpActors.Scheduling.Cron;

/// <summary>A cron line in local time, without a time zone.</summary>
internal sealed class CronLine
{
    private readonly CrontabSchedule[] _anyOf;

    private CronLine(CrontabSchedule[] anyOf, bool repeats)
    {
        _anyOf = anyOf;
        Repeats = repeats;
    }

    /// <summary>
    /// Whether the line means an interval (every hour, every N minutes or seconds) rather than fixed times of the day.
    /// The two behave differently when the clock goes forward or back.
    /// </summary>
    public bool Repeats { get; }

    /// <summary>Reads five fields, or six with seconds first.</summary>
    /// <exception cref="McpSchedulerException">The line is wrong; the message names the field and what is
    /// allowed.</exception>
    public static CronLine Parse(string text)
    {
        var fields = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var kinds = fields.Length switch
        {
            5 => CronField.FiveFields,
            6 => CronField.SixFields,
            _ => throw new McpSchedulerException(
                $"Cron line '{text}' has {fields.Length} fields. It takes 5 (minute, hour, day of month, month, day of week), " +
                "or 6 with second first."),
        };
        for (var i = 0; i < fields.Length; i++)
        {
            if (kinds[i].Check(fields[i]) is { } problem)
                throw new McpSchedulerException($"Cron line '{text}': {kinds[i].Name} '{fields[i]}': {problem}. Allowed: {kinds[i].Allowed}.");
        }

        return new CronLine(Days(fields), MeansAnInterval(fields));
    }

    /// <summary>The first matching time after <paramref name="local"/>, or null.</summary>
    public DateTime? Next(DateTime local)
    {
        var next = _anyOf.Min(line => line.GetNextOccurrence(local, DateTime.MaxValue));
        return next == DateTime.MaxValue ? null : next;
    }

    /// <summary>
    /// As in every crontab(5), either day may match if day of month and day of week are both restricted. NCrontab
    /// requires both to match, so such a line becomes two.
    /// </summary>
    private static CrontabSchedule[] Days(string[] fields)
    {
        var eitherDay = !fields[^3].StartsWith('*') && !fields[^1].StartsWith('*');
        return eitherDay ? [Read([.. fields[..^1], "*"]), Read([.. fields[..^3], "*", .. fields[^2..]])] : [Read(fields)];
    }

    private static CrontabSchedule Read(string[] fields) =>
        CrontabSchedule.Parse(string.Join(' ', fields), new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == 6 });

    private static bool MeansAnInterval(string[] fields) =>
        Enumerable.Range(0, 24).All(CrontabField.Hours(fields[^4]).Contains) || fields[..^4].Any(f => f.StartsWith('*') || f.Contains('/'));
}
