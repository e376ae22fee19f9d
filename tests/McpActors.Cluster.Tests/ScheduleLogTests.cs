using Akka.DistributedData;
using Akka.TestKit;

namespace McpActors.Cluster.Tests;

/// <summary>
/// The state of one leader after the other, in virtual time, with the data of all nodes in one place.
/// </summary>
public sealed class ScheduleLogTests : TestKit
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, IReplicatedData> _held = [];
    private readonly IActorRef _replicator;
    private int _leaders;

    public ScheduleLogTests()
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

        // The second leader was lost, or left, before it had done anything.
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

    [Fact]
    public void What_was_removed_is_forgotten_after_a_day_where_it_is_not_configured()
    {
        var (log, _) = Lead("configured");
        foreach (var name in (string[])["one-off", "configured"])
        {
            log.Tell(new RememberPut(ASchedule(name), KeepsTimes: false, "put"), TestActor);
            log.Tell(new RememberRemoved(name, "removed"), TestActor);
            Assert.Equal(["put", "removed"], ReceiveN(2).Cast<string>());
        }

        Pass(log, TimeSpan.FromHours(23));
        Assert.True(Records["one-off"].Removed);

        Pass(log, TimeSpan.FromHours(2));
        Assert.False(Records.ContainsKey("one-off"));
        Assert.True(Records["configured"].Removed);
        Assert.DoesNotContain("one-off", Lead("configured").Loaded.Definitions.Keys);
    }

    [Fact]
    public void A_leader_that_comes_forgets_what_none_before_it_had_the_time_to()
    {
        var (log, _) = Lead();
        log.Tell(new RememberRemoved("one-off", "removed"), TestActor);
        ExpectMsg("removed");
        Sys.Stop(log);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromHours(25));

        WriteAll(Lead().Log);

        Assert.Empty(Records);
    }

    [Fact]
    public void A_schedule_that_is_put_again_with_the_same_times_still_owes_what_was_due_before()
    {
        var (log, _) = Lead();
        log.Tell(new RememberPut(ASchedule("s"), KeepsTimes: false, "put"), TestActor);
        ExpectMsg("put");
        var since = Records["s"].Through;
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMinutes(1));

        log.Tell(new RememberPut(ASchedule("s") with { MaxParallel = 2 }, KeepsTimes: true, "put again"), TestActor);
        ExpectMsg("put again");
        Assert.Equal((since, 2), (Records["s"].Through, Records["s"].Put!.MaxParallel));

        log.Tell(new RememberPut(ASchedule("s") with { Cron = "5 * * * *" }, KeepsTimes: false, "put anew"), TestActor);
        ExpectMsg("put anew");
        Assert.Equal(since.AddMinutes(1), Records["s"].Through);
    }

    private static ScheduleDefinition ASchedule(string name) => new() { Name = name, Cron = "* * * * *", Jobs = [ClusterTest.AJob()] };

    private Dictionary<string, ScheduleRecord> Records =>
        _held.Values.OfType<ScheduleBucket>().SelectMany(bucket => bucket.Records).ToDictionary(record => record.Key, record => record.Value);

    private (IActorRef Log, LogLoaded Loaded) Lead(params string[] configured)
    {
        var (replicator, leader, names) = (_replicator, $"node#{++_leaders}", configured.ToHashSet());
        var log = ChildActorOf(Props.Create(() => new ScheduleLogActor(replicator, leader, names)));
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

    private void Pass(IActorRef log, TimeSpan time)
    {
        ((TestScheduler)Sys.Scheduler).Advance(time);
        WriteAll(log);
    }

    /// <summary>Replaces the replicator: every node has all written data.</summary>
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
