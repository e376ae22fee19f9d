namespace McpActors.Tests.Servers.Life;

/// <summary>The limits of running and starting processes.</summary>
public sealed class StartGateTests : TestKit
{
    private static ServerSettings Server(string name = "a", int max = 100) => new() { Name = name, Command = "x", MaxProcesses = max };

    [Fact]
    public void Who_finds_no_room_waits_until_one_has_left()
    {
        var gate = new StartGate(new LimitSettings { MaxProcesses = 2 });
        var (first, second) = (gate.Enter(Server(), TestActor), gate.Enter(Server(), TestActor));
        ExpectMsg<Admitted>();
        ExpectMsg<Admitted>();
        Assert.Null(gate.TryReserve(Server()));

        using var third = gate.Enter(Server(), TestActor);
        Assert.Contains("limits.max-processes", third.Explain(), StringComparison.Ordinal);
        ExpectNoMsg(0);
        first.Dispose();

        ExpectMsg<Admitted>();
        // Disposing twice counts once.
        first.Dispose();
        Assert.Null(gate.TryReserve(Server()));
        second.Dispose();
        Assert.NotNull(gate.TryReserve(Server()));
    }

    [Fact]
    public void A_server_at_its_own_limit_keeps_no_other_waiting()
    {
        var gate = new StartGate(new LimitSettings());
        using var first = gate.Enter(Server("a", 1), TestActor);
        ExpectMsg<Admitted>();
        using var second = gate.Enter(Server("a", 1), TestActor);
        Assert.Contains("max-processes", second.Explain(), StringComparison.Ordinal);
        ExpectNoMsg(0);

        using var other = gate.Enter(Server("b", 1), TestActor);

        ExpectMsg<Admitted>();
    }

    [Fact]
    public void Only_so_many_start_at_once()
    {
        var gate = new StartGate(new LimitSettings { MaxStarting = 2 });
        var permits = Enumerable.Range(0, 5).Select(_ => gate.Enter(Server(), TestActor)).ToList();
        for (var i = 0; i < 2; i++) ExpectMsg<Admitted>();
        ExpectNoMsg(0);

        permits[0].Started();
        ExpectMsg<Admitted>();
        permits[0].Started();
        ExpectNoMsg(0);
        permits[0].Dispose();
        ExpectNoMsg(0);
        permits[1].Dispose();
        ExpectMsg<Admitted>();
    }

    [Fact]
    public void The_queue_is_bounded_and_who_gives_up_has_no_place_in_it()
    {
        var gate = new StartGate(new LimitSettings { MaxProcesses = 1, MaxQueue = 1 });
        using var running = gate.Enter(Server(), TestActor);
        ExpectMsg<Admitted>();
        var waiting = gate.Enter(Server(), TestActor);

        using var refused = gate.Enter(Server(), TestActor);
        Assert.Contains("limits.max-queue", ExpectMsg<Refused>().Why, StringComparison.Ordinal);

        waiting.Dispose();
        using var next = gate.Enter(Server(), TestActor);
        ExpectNoMsg(0);
        running.Dispose();
        ExpectMsg<Admitted>();
    }
}
