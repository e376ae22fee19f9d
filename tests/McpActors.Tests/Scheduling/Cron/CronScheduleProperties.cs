using FsCheck;
using FsCheck.Fluent;
using McpActors.Scheduling.Cron;

namespace McpActors.Tests.Scheduling.Cron;

/// <summary>Compares the schedule with a cron daemon that checks the wall clock once a minute.</summary>
public sealed class CronScheduleProperties
{
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"];

    [Fact]
    public void It_fires_when_a_daemon_that_watches_the_clock_would() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Cases().ToArbitrary(), c =>
        {
            var until = c.From.AddDays(3);
            var expected = new WatchingDaemon(c.Line, c.Zone).Fires(c.From, until);
            var actual = Fires(c.Line.Text, c.Zone, c.From, until);
            return actual.SequenceEqual(expected)
                .Label($"expected {string.Join(", ", expected.Except(actual))}; not expected {string.Join(", ", actual.Except(expected))}");
        }));

    [Fact]
    public void Wherever_one_asks_the_answer_is_later_and_the_same() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Cases().ToArbitrary(), c =>
        {
            var schedule = CronSchedule.Parse(c.Line.Text, c.Zone);
            var after = c.From;
            for (var i = 0; i < 20 && schedule.Next(after) is { } next; i++)
            {
                var halfWay = after + ((next - after) / 2);
                if (next <= after || schedule.Next(halfWay) != next || schedule.Next(next.AddTicks(-1)) != next)
                    return false;
                after = next;
            }

            return true;
        }));

    private static List<DateTimeOffset> Fires(string line, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until)
    {
        var schedule = CronSchedule.Parse(line, zone);
        var fires = new List<DateTimeOffset>();
        for (var next = schedule.Next(from); next <= until; next = schedule.Next(next.Value))
            fires.Add(next.Value);
        return fires;
    }

    private static Gen<(CronText Line, TimeZoneInfo Zone, DateTimeOffset From)> Cases() =>
        from minute in CronText.Field(0, 59)
        from hour in CronText.Field(0, 23)
        from zone in Gen.Elements(Zones)
        from @from in NearAChange(TimeZoneInfo.FindSystemTimeZoneById(zone))
        select (new CronText(minute, hour), TimeZoneInfo.FindSystemTimeZoneById(zone), @from);

    private static Gen<DateTimeOffset> NearAChange(TimeZoneInfo zone) =>
        from year in Gen.Choose(2020, 2035)
        from which in Gen.Choose(0, 1)
        from minutesBefore in Gen.Choose(-90, 2 * 24 * 60)
        select ChangesIn(year, zone).ElementAtOrDefault(which, new DateTimeOffset(year, 6, 1, 0, 0, 0, TimeSpan.Zero)).AddMinutes(-minutesBefore);

    // By the hour, without the product's own search for changes, so that it does not judge itself.
    private static IEnumerable<DateTimeOffset> ChangesIn(int year, TimeZoneInfo zone)
    {
        var hour = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (; hour.Year == year; hour = hour.AddHours(1))
        {
            if (zone.GetUtcOffset(hour) != zone.GetUtcOffset(hour.AddHours(-1)))
                yield return hour;
        }
    }
}

internal static class EnumerableExtensions
{
    public static T ElementAtOrDefault<T>(this IEnumerable<T> items, int index, T fallback) => items.Skip(index).DefaultIfEmpty(fallback).First();
}
