using McpActors.Scheduling.Cron;

namespace McpActors.Tests.Scheduling.Cron;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 3 * * *", "2027-01-01T00:00Z", "01-01 03:00:00, 01-02 03:00:00")]
    [InlineData("*/15 * * * *", "2027-01-01T00:00Z", "01-01 00:15:00, 01-01 00:30:00")]
    [InlineData("*/20 * * * * *", "2027-01-01T00:00:05Z", "01-01 00:00:20, 01-01 00:00:40, 01-01 00:01:00")]
    [InlineData("30 4 1,15 * fri", "2027-01-01T05:00Z", "01-08 04:30:00, 01-15 04:30:00, 01-22 04:30:00, 01-29 04:30:00, 02-01 04:30:00")]
    [InlineData("0 0 */10 * mon", "2027-01-01T00:00Z", "01-11 00:00:00, 02-01 00:00:00")]
    [InlineData("0 0 29 2 *", "2027-01-01T00:00Z", "02-29 00:00:00")]
    [InlineData("0 0 1 January *", "2027-01-01T00:00Z", "01-01 00:00:00")]
    [InlineData("5-10/5 22-23 * * *", "2027-01-01T00:00Z", "01-01 22:05:00, 01-01 22:10:00, 01-01 23:05:00")]
    public void Times_of_a_line(string line, string after, string expected) =>
        Assert.Equal(expected, Times(line, "UTC", after, expected.Split(", ").Length, "MM-dd HH:mm:ss"));

    [Theory]
    // Berlin: 02:00 becomes 03:00 on 2027-03-28.
    [InlineData("0 2 * * *", "Europe/Berlin", "2027-03-27T12:00+01:00", "28 03:00 +02, 29 02:00 +02")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00+01:00", "28 03:00 +02, 29 02:30 +02")]
    [InlineData("0,20,40 2 * * *", "Europe/Berlin", "2027-03-27T12:00+01:00", "28 03:00 +02, 29 02:00 +02")]
    [InlineData("30 2,3 * * *", "Europe/Berlin", "2027-03-27T12:00+01:00", "28 03:00 +02, 28 03:30 +02, 29 02:30 +02")]
    [InlineData("0 2,3 * * *", "Europe/Berlin", "2027-03-27T12:00+01:00", "28 03:00 +02, 29 02:00 +02")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2027-03-28T01:00+01:00", "28 01:30 +01, 28 03:00 +02, 28 03:30 +02")]
    [InlineData("15 * * * *", "Europe/Berlin", "2027-03-28T01:00+01:00", "28 01:15 +01, 28 03:15 +02, 28 04:15 +02")]
    [InlineData("*/20 2 * * *", "Europe/Berlin", "2027-03-28T01:00+01:00", "28 03:00 +02, 29 02:00 +02")]
    [InlineData("0 */2 * * *", "Europe/Berlin", "2027-03-27T23:30+01:00", "28 00:00 +01, 28 03:00 +02, 28 04:00 +02")]
    // Berlin: 03:00 becomes 02:00 on 2027-10-31.
    [InlineData("0 2 * * *", "Europe/Berlin", "2027-10-30T12:00+02:00", "31 02:00 +02, 01 02:00 +01")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00+02:00", "31 02:30 +02, 01 02:30 +01")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2027-10-30T12:00+02:00", "31 03:00 +01, 01 03:00 +01")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2027-10-31T02:00+02:00", "31 02:30 +02, 31 02:00 +01, 31 02:30 +01, 31 03:00 +01")]
    [InlineData("15 * * * *", "Europe/Berlin", "2027-10-31T02:00+02:00", "31 02:15 +02, 31 02:15 +01, 31 03:15 +01")]
    [InlineData("0 */2 * * *", "Europe/Berlin", "2027-10-31T00:30+02:00", "31 02:00 +02, 31 04:00 +01")]
    // During the second pass, a fixed time has already occurred.
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-31T02:10+01:00", "01 02:30 +01")]
    // New York: 02:00 becomes 03:00 on 2027-03-14 and 02:00 becomes 01:00 on 2027-11-07.
    [InlineData("30 2 * * *", "America/New_York", "2027-03-13T12:00-05:00", "14 03:00 -04, 15 02:30 -04")]
    [InlineData("30 1 * * *", "America/New_York", "2027-11-06T12:00-04:00", "07 01:30 -04, 08 01:30 -05")]
    [InlineData("*/30 * * * *", "America/New_York", "2027-11-07T01:00-04:00", "07 01:30 -04, 07 01:00 -05, 07 01:30 -05, 07 02:00 -05")]
    // Lord Howe Island: 02:00 becomes 02:30 on 2027-10-03 and 02:00 becomes 01:30 on 2027-04-04.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2027-10-02T12:00+10:30", "03 02:30 +11, 04 02:15 +11")]
    [InlineData("*/20 * * * *", "Australia/Lord_Howe", "2027-10-03T01:30+10:30", "03 01:40 +10, 03 02:40 +11, 03 03:00 +11")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2027-04-03T12:00+11:00", "04 01:45 +11, 05 01:45 +10")]
    [InlineData("*/15 * * * *", "Australia/Lord_Howe", "2027-04-04T01:30+11:00", "04 01:45 +11, 04 01:30 +10, 04 01:45 +10, 04 02:00 +10")]
    // Apia crossed the date line: there was no 2011-12-30.
    [InlineData("0 9 30 12 *", "Pacific/Apia", "2011-12-29T12:00-10:00", "31 00:00 +14, 30 09:00 +14")]
    public void Times_across_a_change_of_the_clock(string line, string zone, string after, string expected) =>
        Assert.Equal(expected, Times(line, zone, after, expected.Split(", ").Length, "dd HH:mm zz"));

    [Theory]
    [InlineData("0 0 31 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    public void A_line_without_a_further_time_ends(string line) =>
        Assert.Null(CronSchedule.Parse(line, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Next(DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("UTC")]
    [InlineData("Pacific/Apia")]
    [InlineData("America/New_York")]
    public void Either_end_of_time_is_no_exception(string zone)
    {
        var everySecond = CronSchedule.Parse("* * * * * *", TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.NotNull(everySecond.Next(DateTimeOffset.MinValue));
        Assert.Null(everySecond.Next(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData("", "has 0 fields", "minute, hour, day of month, month, day of week")]
    [InlineData("* * * *", "has 4 fields", "or 6 with second first")]
    [InlineData("@daily", "has 1 fields", "It takes 5")]
    [InlineData("60 * * * *", "minute '60'", "0-59")]
    [InlineData("* 24 * * *", "hour '24'", "0-23")]
    [InlineData("* * 0 * *", "day of month '0'", "1-31")]
    [InlineData("* * * 13 *", "month '13'", "1-12 or Jan-Dec")]
    [InlineData("* * * M *", "month 'M'", "1-12 or Jan-Dec")]
    [InlineData("* * * * 7", "day of week '7'", "0-6 (0 is Sunday) or Sun-Sat")]
    [InlineData("* * * * * someday", "day of week 'someday'", "Sun-Sat")]
    [InlineData("61 * * * * *", "second '61'", "0-59")]
    [InlineData("*/0 * * * *", "minute '*/0'", "the step '0' is not one of 1-59")]
    [InlineData("*/90 * * * *", "minute '*/90'", "the step '90' is not one of 1-59")]
    [InlineData("*/-5 * * * *", "minute '*/-5'", "the step '-5'")]
    [InlineData("*/ * * * *", "minute '*/'", "the step ''")]
    [InlineData("* 22-2 * * *", "hour '22-2'", "runs backwards")]
    [InlineData("1,,2 * * * *", "minute '1,,2'", "'' is not an allowed value")]
    [InlineData("1- * * * *", "minute '1-'", "'' is not an allowed value")]
    [InlineData("+1 * * * *", "minute '+1'", "'+1' is not an allowed value")]
    [InlineData("** * * * *", "minute '**'", "'**' is not an allowed value")]
    public void A_bad_line_is_refused_with_the_line_the_field_and_what_is_allowed(string line, string field, string allowed)
    {
        var refusal = Assert.Throws<McpSchedulerException>(() => CronSchedule.Parse(line, TimeZoneInfo.Utc));
        Assert.Contains($"'{line}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, refusal.Message, StringComparison.Ordinal);
    }

    private static string Times(string line, string zone, string after, int count, string format)
    {
        var schedule = CronSchedule.Parse(line, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var times = new List<string>();
        var at = DateTimeOffset.Parse(after, CultureInfo.InvariantCulture);
        for (var i = 0; i < count && schedule.Next(at) is { } next; i++)
        {
            times.Add(next.ToString(format, CultureInfo.InvariantCulture));
            at = next;
        }

        return string.Join(", ", times);
    }
}
