namespace McpActors.Processes.Tests.Registry;

[SupportedOSPlatform("linux")]
public sealed class HostRegistryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_host_is_seen_alive_until_its_lock_is_free_and_then_dead_until_it_is_forgotten()
    {
        var registry = HostRegistry.Open(_folder.Path);
        var host = registry.Register("first");

        var seen = Assert.Single(registry.Look());
        Assert.Equal((host.Tag, HostStanding.Alive), (seen.Tag, seen.Standing));
        var identity = ProcessIdentities.Of(Environment.ProcessId);
        Assert.Equal(
            (identity.Pid, identity.StartTicks, identity.BootId, "first"), (seen.Facts!.Pid, seen.Facts.StartTicks, seen.Facts.BootId, seen.Facts.Name));

        registry.Forget(host.Tag);
        Assert.Equal(HostStanding.Alive, Assert.Single(registry.Look()).Standing);

        host.Dispose();
        Assert.Equal(seen with { Standing = HostStanding.Dead }, Assert.Single(registry.Look()));

        registry.Forget(host.Tag);
        Assert.Empty(registry.Look());
        registry.Forget(host.Tag);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_host_that_withdraws_leaves_nothing()
    {
        var registry = HostRegistry.Open(_folder.Path);
        var host = registry.Register("first");
        host.Withdraw();
        host.Withdraw();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_host_that_was_disposed_can_no_longer_withdraw()
    {
        // The file records what the host may have left; another host may have taken over from it.
        var registry = HostRegistry.Open(_folder.Path);
        var host = registry.Register("first");
        host.Dispose();
        host.Withdraw();
        Assert.Equal(HostStanding.Dead, Assert.Single(registry.Look()).Standing);
    }

    [Fact]
    public void Two_hosts_in_one_process_are_two()
    {
        var (one, other) = (HostRegistry.Open(_folder.Path), HostRegistry.Open(_folder.Path));
        using var first = one.Register("first");
        using var second = other.Register("second");

        Assert.NotEqual(first.Tag, second.Tag);
        foreach (var registry in new[] { one, other })
        {
            Assert.Equal(
                new[] { (first.Tag, HostStanding.Alive), (second.Tag, HostStanding.Alive) }.OrderBy(host => host.Tag.Value),
                registry.Look().Select(host => (host.Tag, host.Standing)).OrderBy(host => host.Tag.Value));
        }
        first.Dispose();
        Assert.Equal(HostStanding.Dead, other.Look().Single(host => host.Tag == first.Tag).Standing);
        Assert.Equal(HostStanding.Alive, other.Look().Single(host => host.Tag == second.Tag).Standing);
    }

    [Fact]
    public void The_folder_and_its_files_are_for_their_user_alone()
    {
        using var host = HostRegistry.Open(_folder.Path).Register("first");
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Own | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
        Assert.Equal(Own, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_folder.Path))));
    }

    [Fact]
    public void A_clock_that_jumps_changes_nobodys_standing()
    {
        var clock = new JumpingClock { Now = DateTimeOffset.UnixEpoch };
        var registry = HostRegistry.Open(_folder.Path, clock);
        using var alive = registry.Register("alive");
        var dead = registry.Register("dead");
        dead.Dispose();
        foreach (var now in new[] { DateTimeOffset.MaxValue, DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch })
        {
            clock.Now = now;
            using var late = registry.Register("late");
            var standings = registry.Look().ToDictionary(host => host.Tag, host => host.Standing);
            Assert.Equal(
                (HostStanding.Alive, HostStanding.Dead, HostStanding.Alive), (standings[alive.Tag], standings[dead.Tag], standings[late.Tag]));
            late.Withdraw();
        }
    }

    [Fact]
    public async Task Hosts_that_come_while_others_look_are_all_registered()
    {
        // A look removes unfinished files; a host that is just registering must not fail because of it.
        var registry = HostRegistry.Open(_folder.Path);
        using var stays = registry.Register("stays");
        using var enough = new CancellationTokenSource();
        var lookers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var looks = 0;
            for (; !enough.IsCancellationRequested; looks++)
                Assert.Contains(registry.Look(), host => host.Tag == stays.Tag && host.Standing == HostStanding.Alive);
            return looks;
        })).ToList();

        await Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++) registry.Register("passing").Withdraw();
        }).WaitAsync(Patience.Limit);
        await enough.CancelAsync();

        foreach (var looker in lookers) Assert.InRange(await looker, 1, int.MaxValue);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    private sealed class JumpingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
