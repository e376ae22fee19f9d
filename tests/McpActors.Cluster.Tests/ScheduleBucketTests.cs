namespace McpActors.Cluster.Tests;

/// <summary>The stored schedules of nodes, in any order of updates.</summary>
public sealed class ScheduleBucketTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly ScheduleBucket[] Heard =
    [
        ScheduleBucket.Empty,
        Holds(("s", Put(1, 0))),
        Holds(("s", Removed(2, 1)), ("t", Put(1, 0))),
        Holds(("t", Removed(2, 2))),
        Dropped(1, ("t", Put(1, 0))),
        Dropped(3),
        // Created again by a node that has forgotten the earlier record.
        Dropped(3, ("s", Put(1, 4))),
    ];

    [Fact]
    public void What_was_dropped_does_not_come_back_with_those_that_still_have_it()
    {
        var late = Holds(("s", Removed(2, 1)), ("u", Put(1, 0)));

        foreach (var both in (ScheduleBucket[])[late.Merge(Dropped(1)), Dropped(1).Merge(late)]) Assert.Equal(["u"], both.Records.Keys);
        Assert.Equal(["s", "u"], late.Merge(Dropped(0)).Records.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_put_anew_stands_against_its_own_removal_of_long_ago()
    {
        var late = Holds(("s", Removed(7, 1)));
        var anew = Dropped(3, ("s", Put(1, 4)));

        foreach (var both in (ScheduleBucket[])[late.Merge(anew), anew.Merge(late)]) Assert.False(both.Records["s"].Removed);
    }

    [Fact]
    public void It_is_the_same_in_whatever_order_two_hear_of_each_other()
    {
        foreach (var a in Heard)
        foreach (var b in Heard)
        {
            Assert.Equal(a, a.Merge(a));
            Assert.Equal(a.Merge(b), b.Merge(a));
            Assert.Equal(a.Merge(b), a.Merge(b).Merge(a));
        }
    }

    private static ScheduleBucket Holds(params (string Name, ScheduleRecord Record)[] records) => Dropped(null, records);

    private static ScheduleBucket Dropped(int? until, params (string Name, ScheduleRecord Record)[] records) =>
        ScheduleBucket.Empty.With(records.Select(record => KeyValuePair.Create(record.Name, record.Record)), until is { } hours ? Noon.AddHours(hours) : null);

    private static ScheduleRecord Removed(long version, int hours) => new() { Version = version, Through = Noon.AddHours(hours), Removed = true };

    private static ScheduleRecord Put(long version, int hours) =>
        new() { Version = version, Through = Noon.AddHours(hours), Put = new ScheduleDefinition { Name = "s", Cron = "* * * * *", Jobs = [ClusterTest.AJob()] } };
}
