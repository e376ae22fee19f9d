using Akka.Actor;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.TestKit.Xunit2;
using McpActors.Cluster.Ticks;
using McpActors.Scheduling;

namespace McpActors.Cluster.Tests;

/// <summary>What one leader after the other remembers, in virtual time, with what all nodes hold in one place.</summary>
public sealed class ScheduleLogSpecs : TestKit
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, IReplicatedData> _held = [];
    private readonly IActorRef _replicator;
    private int _leaders;

    public ScheduleLogSpecs()
        : base(ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\""))
    {
        var held = _held;
        _replicator = Sys.ActorOf(Props.Create(() => new Held(held)));
    }

    private static DueTick Tick(int second, bool waits = false) => new("s", Noon.AddSeconds(second), Noon.AddSeconds(second)) { Waits = waits };

    [Fact]
    public void A_tick_that_waits_waits_under_each_next_leader_until_one_has_started_it()
    {
        var (first, _) = Lead();
        Remember(first, Tick(0), Tick(1, waits: true));

        var (_, second) = Lead();
        Assert.Equal([(new OpenTick("s", Noon), "node#1")], second.Open);
        Assert.Equal([new OpenTick("s", Noon.AddSeconds(1)) { Waits = true }], second.Waiting);

        // The second was lost, or left, before it had done anything but to come.
        var (third, loaded) = Lead();
        Assert.Empty(loaded.Open);
        Assert.Equal(second.Waiting, loaded.Waiting);
        Remember(third, Tick(1));

        var (fourth, after) = Lead();
        Assert.Equal([(new OpenTick("s", Noon.AddSeconds(1)), "node#3")], after.Open);
        Assert.Empty(after.Waiting);
        fourth.Tell(new TickEnded("s", Noon.AddSeconds(1)));
        Assert.Empty(Lead().Loaded.Open);
    }

    [Fact]
    public void What_comes_to_nothing_while_it_waits_is_nobodys_any_more()
    {
        var (first, _) = Lead();
        Remember(first, Tick(0, waits: true));
        first.Tell(new TickEnded("s", Noon));
        WriteAll(first);

        Assert.Empty(Lead().Loaded.Waiting);
    }

    private (IActorRef Log, LogLoaded Loaded) Lead()
    {
        var (replicator, leader) = (_replicator, $"node#{++_leaders}");
        var log = ChildActorOf(Props.Create(() => new ScheduleLogActor(replicator, leader)));
        var loaded = ExpectMsg<LogLoaded>();
        WriteAll(log);
        return (log, loaded);
    }

    private void Remember(IActorRef log, params DueTick[] ticks)
    {
        log.Tell(new RememberTicks(ticks), TestActor);
        Assert.Equal(ticks, ExpectMsg<TicksRemembered>().Ticks);
    }

    private void WriteAll(IActorRef log)
    {
        log.Tell(WriteAllTicks.Instance, TestActor);
        ExpectMsg<Remembered>();
    }

    /// <summary>In the place of the replicator: of all nodes every one has all that was written.</summary>
    private sealed class Held : ReceiveActor
    {
        public Held(Dictionary<string, IReplicatedData> held)
        {
            Receive<Get>(get => Sender.Tell(held.TryGetValue(get.Key.Id, out var data) ? new GetSuccess(get.Key, get.Request, data) : new NotFound(get.Key, get.Request)));
            Receive<Update>(update =>
            {
                held[update.Key.Id] = update.Modify(held.GetValueOrDefault(update.Key.Id));
                Sender.Tell(new UpdateSuccess(update.Key, update.Request));
            });
        }
    }
}
