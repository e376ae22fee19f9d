namespace McpActors.Tests.Servers.Policy;

/// <summary>Sessions with their own processes that all start at once.</summary>
public sealed class ManySessionsTests
{
    [Fact]
    public void The_start_and_the_end_of_500_sessions_change_the_state_of_the_server_a_few_times_in_all()
    {
        const int count = 500;
        var isolated = new ServerSettings { Name = "a", Command = "x", Isolation = Isolation.Session, MaxProcesses = count };
        var world = new PolicyWorld(0, isolated, new LimitSettings { MaxProcesses = count, MaxStarting = count, MaxQueue = count });
        var sessions = Enumerable.Range(0, count).Select(number => new Caller($"session-{number}")).ToList();

        foreach (var session in sessions)
        {
            world.Policy.Join(session);
            world.Settle();
            session.Queue!.Send(new ListTools("a"), world.NewCaller());
            world.Settle();
        }
        world.LetFinish();
        Assert.Equal(count, world.Policy.Instances.Count(instance => instance.IsReady));
        Assert.Equal([ServerState.Starting, ServerState.Ready], world.Changes.TakeLast(2).Select(change => change.Status.State));
        Assert.InRange(world.Changes.Count, 2, 5);

        foreach (var session in sessions)
        {
            world.Policy.Gone(session);
            world.Settle();
        }
        world.LetFinish();
        Assert.Empty(world.Policy.Processes);
        Assert.InRange(world.Changes.Count, 3, 10);
    }
}
