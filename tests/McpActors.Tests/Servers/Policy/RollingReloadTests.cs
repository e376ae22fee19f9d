namespace McpActors.Tests.Servers.Policy;

/// <summary>A reload with hardly any room for two processes of an instance.</summary>
public sealed class RollingReloadTests
{
    [Fact]
    public void A_pool_of_64_that_may_have_65_processes_is_replaced_one_after_the_other()
    {
        const int size = 64;
        var pool = new ServerSettings
        {
            Name = "a", Command = "x", Isolation = Isolation.Pool, PoolSize = size, MaxProcesses = size + 1, Start = StartMode.Eager, DrainTimeout = TimeSpan.FromSeconds(30),
        };
        var world = new PolicyWorld(0, pool, new LimitSettings { MaxProcesses = 1000, MaxStarting = 4 });
        world.LetFinish();
        Assert.Equal(size, world.Policy.Common.Count(instance => instance.IsReady));
        var asker = world.NewCaller();

        world.Policy.Replace(pool with { Command = "y" }, asker);
        world.Settle();
        world.LetFinish(afterEach: () =>
        {
            Assert.InRange(world.Processes.Count(process => !process.IsGone), 0, size + 1);
            Assert.True(world.Policy.Common.All(instance => instance.IsReady), "an instance serves nobody, although its old process could go on");
        });

        Assert.Null(Assert.IsType<ServerReplaced>(Assert.Single(asker.Told)).Failure);
        Assert.All(world.Policy.Processes, process => Assert.Equal("y", process.Generation.Settings.Command));
        Assert.Equal(size, world.Policy.Processes.Count());
    }

    [Fact]
    public void Where_there_is_room_for_none_requests_wait_until_the_next_process_is_ready()
    {
        var only = new ServerSettings { Name = "a", Command = "x", MaxProcesses = 1 };
        var world = new PolicyWorld(0, only, new LimitSettings());
        world.Policy.StartServer(world.NewCaller());
        world.Settle();
        world.LetFinish();
        var (asker, caller) = (world.NewCaller(), world.NewCaller());

        world.Policy.Replace(only with { Command = "y" }, asker);
        world.Settle();
        world.Policy.Send(new ListTools("a"), caller);
        world.Settle();
        Assert.Empty(caller.Told);
        world.LetFinish();

        Assert.Equal("an answer", Assert.Single(caller.Told));
        Assert.Null(Assert.IsType<ServerReplaced>(Assert.Single(asker.Told)).Failure);
    }
}
