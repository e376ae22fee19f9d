namespace McpActors.Cluster.Tests;

/// <summary>The stored ticks of nodes, in any order of updates.</summary>
public sealed class TickMemoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly TickMemory[] Memories =
    [
        TickMemory.Empty,
        Written(1, "a#1", 1, 0, "s"),
        Written(1, "a#1", 2, 1),
        // Two writers that have not seen each other's first write.
        Written(2, "b#1", 1, 1, "s"),
        Written(2, "c#1", 1, 2, "t"),
        Written(2, "c#1", 2, 3),
    ];

    [Fact]
    public void It_is_the_same_in_whatever_order_it_is_heard()
    {
        foreach (var a in Memories)
        foreach (var b in Memories)
        {
            Assert.Equal(a, a.Merge(a));
            Assert.Equal(a.Merge(b), b.Merge(a));
            foreach (var c in Memories) Assert.Equal(a.Merge(b).Merge(c), a.Merge(b.Merge(c)));
        }
    }

    [Fact]
    public void What_a_later_leader_has_written_stands_for_all_before()
    {
        var memory = Memories.Aggregate((all, one) => all.Merge(one));

        Assert.Equal(2, memory.Epoch);
        Assert.Equal(["b#1", "c#1"], memory.Leaders.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Noon.AddSeconds(3), memory.Through);
        Assert.Equal([new OpenTick("s", Noon)], memory.Leaders.Values.SelectMany(ticks => ticks.Open));
    }

    [Fact]
    public void One_that_does_not_lead_any_more_can_remember_no_tick()
    {
        var refused = Assert.Throws<McpClusterException>(() => Memories[4].With(1, "a#1", new LeaderTicks(3, Noon, [])));

        Assert.Contains("c#1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_with_one_leader_and_not_with_another_of_the_same_time_is_started_by_nobody()
    {
        var (waits, starts) = (new OpenTick("s", Noon) { Waits = true }, new OpenTick("s", Noon));
        var both = new OpenTick("t", Noon) { Waits = true };

        var memory = Of("a#1", waits, both).Merge(Of("b#1", starts, both));
        var gone = Of("a#1", waits).Merge(Of("b#1"));

        Assert.Equal([both], memory.Waiting);
        Assert.Equal([(starts, "b#1")], memory.Started);
        Assert.Empty(gone.Waiting);
        Assert.Equal([(waits, "a#1")], gone.Started);

        static TickMemory Of(string leader, params OpenTick[] open) => TickMemory.Empty.With(2, leader, new LeaderTicks(1, Noon, open));
    }

    private static TickMemory Written(long epoch, string leader, long version, int seconds, params string[] open) =>
        TickMemory.Empty.With(epoch, leader, new LeaderTicks(version, Noon.AddSeconds(seconds), [.. open.Select(schedule => new OpenTick(schedule, Noon))]));
}
