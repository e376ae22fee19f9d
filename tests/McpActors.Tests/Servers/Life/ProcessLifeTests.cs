namespace McpActors.Tests.Servers.Life;

/// <summary>When a process is ended or replaced.</summary>
public sealed class ProcessLifeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly ServerSettings None = new() { Name = "a", Command = "x" };

    [Fact]
    public void Without_limits_nobody_looks() => Assert.Null(new ProcessLife(None).NextLook(Use(age: 1000 * Minute, unused: 1000 * Minute)));

    [Fact]
    public void It_is_looked_at_when_it_can_be_idle_for_long_enough()
    {
        var life = new ProcessLife(None with { IdleTimeout = 10 * Minute });

        Assert.Equal(7 * Minute, life.NextLook(Use(unused: 3 * Minute)));
        Assert.Null(life.WhyRest(Use(unused: 9 * Minute)));
        Assert.Contains("idle-timeout", life.WhyRest(Use(unused: 10 * Minute)), StringComparison.Ordinal);
        Assert.Equal(10 * Minute, life.NextLook(Use(unused: 11 * Minute, work: 1)));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    public void Whoever_has_something_to_do_or_a_session_is_not_idle(int calls, int sessions, int work) =>
        Assert.Null(new ProcessLife(None with { IdleTimeout = Minute }).WhyRest(Use(unused: 2 * Minute, calls: calls, sessions: sessions, work: work)));

    [Fact]
    public void It_is_replaced_after_its_lifetime_unless_a_task_runs()
    {
        var life = new ProcessLife(None with { MaxLifetime = 60 * Minute });

        Assert.Equal(20 * Minute, life.NextLook(Use(age: 40 * Minute)));
        Assert.Null(life.WhyReplace(Use(age: 59 * Minute), null));
        Assert.Contains("max-lifetime", life.WhyReplace(Use(age: 60 * Minute, calls: 3), null), StringComparison.Ordinal);
        Assert.Null(life.WhyReplace(Use(age: 60 * Minute, work: 1), null));
        // The end of the task causes a check, and nothing before it.
        Assert.Null(life.NextLook(Use(age: 60 * Minute, work: 1)));
    }

    [Fact]
    public void A_lifetime_that_is_over_is_not_forgotten_once_nothing_stands_in_the_way()
    {
        var life = new ProcessLife(None with { MaxLifetime = 60 * Minute });

        Assert.Equal(TimeSpan.FromMilliseconds(1), life.NextLook(Use(age: 70 * Minute)));
        Assert.Equal(10 * Minute, life.NextLook(Use(age: 50 * Minute, work: 1)));
        // Each of these ends with a check.
        Assert.Null(life.NextLook(Use(age: 70 * Minute, work: 1)));
        Assert.Null(life.NextLook(Use(age: 70 * Minute, replacing: true)));
        Assert.Null(life.WhyReplace(Use(age: 70 * Minute, replacing: true), null));
    }

    [Fact]
    public void It_is_replaced_above_its_memory_and_looked_at_every_ten_seconds()
    {
        var life = new ProcessLife(None with { MaxMemoryBytes = 100 << 20 });

        Assert.Equal(TimeSpan.FromSeconds(10), life.NextLook(Use()));
        Assert.Null(life.WhyReplace(Use(), 100 << 20));
        Assert.Null(life.WhyReplace(Use(), null));
        Assert.Contains("101 MiB", life.WhyReplace(Use(), 101 << 20), StringComparison.Ordinal);
        Assert.Null(life.WhyReplace(Use(work: 1), 101 << 20));
    }

    private static ProcessUse Use(TimeSpan age = default, TimeSpan unused = default, int calls = 0, int sessions = 0, int work = 0, bool replacing = false) =>
        new(age, unused, calls, sessions, work, replacing);
}
