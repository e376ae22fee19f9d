using FsCheck;
using FsCheck.Fluent;

namespace McpActors.Tests.Scheduling.Cron;

/// <summary>One field: its text and its meaning.</summary>
internal sealed record FieldText(string Text, IReadOnlySet<int> Values, bool Repeats);

/// <summary>A line of minute and hour, every day.</summary>
internal sealed record CronText(FieldText Minute, FieldText Hour)
{
    public string Text => $"{Minute.Text} {Hour.Text} * * *";

    public bool Repeats => Minute.Repeats || Hour.Values.Count == 24;

    public bool Matches(DateTime local) => Minute.Values.Contains(local.Minute) && Hour.Values.Contains(local.Hour);

    public override string ToString() => Text;

    public static Gen<FieldText> Field(int min, int max) => Gen.OneOf(
        Gen.Constant(new FieldText("*", Every(min, max, 1), true)),
        Gen.Choose(1, 30).Where(step => step <= max).Select(step => new FieldText($"*/{step}", Every(min, max, step), true)),
        Gen.Choose(min, Math.Min(max, 59)).Select(v => new FieldText($"{v}", Every(v, v, 1), false)),
        Gen.Choose(1, 3).Where(v => v <= max).Select(v => new FieldText($"{v}", Every(v, v, 1), false)),
        from a in Gen.Choose(min, max) from b in Gen.Choose(a, max) select new FieldText($"{a}-{b}", Every(a, b, 1), false),
        from a in Gen.Choose(min, max)
        from b in Gen.Choose(a, max)
        from step in Gen.Choose(1, 20)
        select new FieldText($"{a}-{b}/{step}", Every(a, b, step), true),
        from a in Gen.Choose(min, max) from b in Gen.Choose(min, max) select new FieldText($"{a},{b}", new HashSet<int> { a, b }, false));

    private static HashSet<int> Every(int from, int to, int step) => [.. Enumerable.Range(from, to - from + 1).Where(v => (v - from) % step == 0)];
}

/// <summary>A daemon that checks the wall clock once a minute and sees it jump.</summary>
internal sealed class WatchingDaemon(CronText line, TimeZoneInfo zone)
{
    public List<DateTimeOffset> Fires(DateTimeOffset from, DateTimeOffset until)
    {
        var fires = new List<DateTimeOffset>();
        // The daemon began long before, so it knows which local times have occurred.
        var latestSeen = DateTime.MinValue;
        var minute = new DateTimeOffset(from.UtcDateTime.AddDays(-2).Date, TimeSpan.Zero);
        for (var previous = Local(minute.AddMinutes(-1)); minute <= until; minute = minute.AddMinutes(1))
        {
            var local = Local(minute);
            var skipped = local - previous - TimeSpan.FromMinutes(1);
            var due = line.Matches(local) && (line.Repeats || local > latestSeen);
            if (skipped > TimeSpan.Zero && !due)
                due = Any(previous.AddMinutes(1), local) && !(line.Repeats && Any(local, local + skipped));
            if (due && minute > from)
                fires.Add(minute);
            latestSeen = local > latestSeen ? local : latestSeen;
            previous = local;
        }

        return fires;
    }

    private bool Any(DateTime from, DateTime before)
    {
        for (var local = from; local < before; local = local.AddMinutes(1))
        {
            if (line.Matches(local))
                return true;
        }

        return false;
    }

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
