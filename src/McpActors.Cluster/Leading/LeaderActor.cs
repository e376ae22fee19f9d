using Akka.Actor;
using Akka.Event;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Placement;
using McpActors.Cluster.Sessions;
using McpActors.Cluster.Ticks;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// The one in the cluster: it has the scheduler, places its jobs, and knows which session ids are held. Before it leads it reads what a majority
/// of the nodes remembers; what is said to it meanwhile waits. Where its node leaves it starts nothing: whoever wants a batch is sent on to the next
/// one, and schedules are put and removed for that one.
/// </summary>
internal sealed class LeaderActor : ReceiveActor, IWithStash
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterParts _parts;
    private readonly Dictionary<string, ScheduleDefinition> _inForce = new(StringComparer.Ordinal);
    private readonly IActorRef _ticks;
    private readonly IActorRef _ids;
    private IActorRef _scheduler = ActorRefs.Nobody;
    private IReadOnlyDictionary<string, DateTimeOffset> _through = new Dictionary<string, DateTimeOffset>();
    private IReadOnlyList<DueTick> _waiting = [];

    public LeaderActor(ClusterParts parts)
    {
        _parts = parts;
        var configured = parts.Settings.Scheduler.Schedules.Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        _ticks = Context.ActorOf(Akka.Actor.Props.Create(() => new ScheduleLogActor(parts.Replicator, parts.SelfLife, configured)), "ticks");
        _ids = Context.ActorOf(Akka.Actor.Props.Create(() => new SessionIdsActor(parts.Cluster)), "session-ids");
        Become(Loading);
    }

    public IStash Stash { get; set; } = null!;

    public static Props Props(ClusterParts parts) => Akka.Actor.Props.Create(() => new LeaderActor(parts));

    // What it has is in DistributedData and in the nodes: the next one reads it again.
    protected override void PreStart() => _parts.LocalLeader = Self;

    protected override void PostStop() => _parts.LocalLeader = null;

    // A scheduler that crashed was restarted by nobody: with half of what it knew it must not go on.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void Loading()
    {
        Receive<FindLeader>(_ => OnFind());
        Receive<LogLoaded>(OnLoaded);
        Receive<MissedTicks>(_ => { });
        Receive<Remembered>(_ => Lead());
        ReceiveAny(_ => Stash.Stash());
    }

    private void OnLoaded(LogLoaded loaded)
    {
        foreach (var schedule in _parts.Settings.Scheduler.Schedules) _inForce[schedule.Name] = schedule;
        foreach (var (name, record) in loaded.Definitions)
        {
            if (record.Removed) _inForce.Remove(name);
            else if (record.Put is { } put) _inForce[name] = put;
        }
        foreach (var (tick, leader) in loaded.Open)
        {
            var (name, due) = tick;
            var batch = new DueTick(name, due, due).BatchId;
            if (tick.Waits)
                _log.Warning("Schedule {0}: the tick of {1:u} waited under the leader {2}, which is gone; whether batch {3} was started is not known.", name, due, leader, batch);
            else
                _log.Warning("Schedule {0}: the tick of {1:u} was started by the leader {2}, which is gone; how far batch {3} came is not known.", name, due, leader, batch);
            Context.System.EventStream.Publish(new TickInterrupted(name, due, batch, leader));
        }
        _through = loaded.Through;
        TakeWaiting(loaded.Waiting);
        // So that a tick that comes while nobody leads is missed by whoever comes next, even where it would be the first.
        _ticks.Tell(new RememberBaselines([.. _inForce.Keys]));
    }

    // One of each schedule waits at most.
    private void TakeWaiting(IReadOnlyList<OpenTick> waiting)
    {
        var taken = new Dictionary<string, DueTick>(StringComparer.Ordinal);
        foreach (var (name, due) in waiting.OrderBy(tick => tick.Due))
        {
            if (_inForce.ContainsKey(name) && taken.TryAdd(name, new DueTick(name, due, due) { Waits = true }))
            {
                _log.Info("Schedule {0}: the tick of {1:u} waited when the last leader went, and waits here.", name, due);
            }
            else
            {
                _log.Info("Schedule {0}: the tick of {1:u}, which waited when the last leader went, is passed over.", name, due);
                _ticks.Tell(new TickEnded(name, due));
            }
        }
        _waiting = [.. taken.Values];
    }

    private void Lead()
    {
        var work = Context.ActorOf(Akka.Actor.Props.Create(() => new DispatchActor(_parts, _ids)), "dispatch");
        var book = new ScheduleBook(_inForce.Values, _parts.Settings.Scheduler.TimeZone);
        // A sweep that waits for a lost node still ends before its batch gives up.
        var sweepTimeout = _parts.Settings.Cluster.SweepTimeout + _parts.Settings.Cluster.AnswerTimeout;
        // One that was not there yet when its node began to leave was told nothing.
        var environment = new BatchEnvironment(work, work)
        {
            SweepTimeout = sweepTimeout, JobActors = _parts.Mcp.JobActors, CallOf = static (call, job) => new JobCall(call, job),
        };
        var ticks = new TickLog(Self, _through) { Waiting = _waiting, Stopped = _parts.Draining };
        _scheduler = Context.ActorOf(SchedulerActor.Props(book, environment, ticks), "scheduler");
        _log.Info("{0} leads{1}; schedules: {2}.", _parts.Self, ticks.Stopped ? " until it has left, and starts nothing" : "", _inForce.Count);
        Become(Leading);
        Stash.UnstashAll();
    }

    private void Leading()
    {
        Receive<FindLeader>(_ => OnFind());
        Receive<ClaimId>(_ids.Forward);
        Receive<RenewId>(_ids.Forward);
        Receive<ReleaseId>(_ids.Forward);
        Receive<FindId>(_ids.Forward);
        Receive<RememberTicks>(_ticks.Forward);
        Receive<TickEnded>(_ticks.Forward);
        Receive<WriteAllTicks>(_ticks.Forward);
        Receive<MissedTicks>(OnMissed);
        Receive<PutSchedule>(OnPut);
        Receive<RemoveSchedule>(OnRemove);
        Receive<RunBatch>(_ => Sender.Tell(new BatchNotTaken()), _ => SendsOn());
        Receive<ThenTell>(then => _scheduler.Tell(then.Message, then.Requester));
        ReceiveAny(message => _scheduler.Tell(message, _parts.Frame.Bound(Sender)));
    }

    private void OnFind() => Sender.Tell(SendsOn() ? new LeaderLeaves(Self) : new LeaderFound(Self));

    // What this node's own actors ask for ends with them: the scheduler refuses it, and says why.
    private bool SendsOn() => _parts.Draining && !Sender.Path.Address.HasLocalScope;

    private void OnMissed(MissedTicks missed)
    {
        _log.Warning("Schedule {0}: {1:u} was due while no leader stood; {2}.", missed.Schedule, missed.First, missed.CaughtUp ? "one batch catches up" : "it is passed over");
        Context.System.EventStream.Publish(new TicksMissed(missed.Schedule, missed.First, missed.CaughtUp));
    }

    private void OnPut(PutSchedule put)
    {
        try
        {
            Refusal.CheckSchedule(put.Schedule, _parts.Settings.Scheduler.TimeZone);
            // No majority would ever hear of it.
            if (!_parts.Frame.Fits(put, out var bytes)) throw _parts.Frame.TooLong(put, bytes);
        }
        catch (Exception refusal) when (refusal is McpSchedulerException or McpClusterException)
        {
            Sender.Tell(new Status.Failure(refusal));
            return;
        }
        var keepsTimes = _inForce.TryGetValue(put.Schedule.Name, out var before) && put.Schedule.IsDueLike(before);
        _inForce[put.Schedule.Name] = put.Schedule;
        _ticks.Tell(new RememberPut(put.Schedule, keepsTimes, new ThenTell(put, Sender)));
    }

    private void OnRemove(RemoveSchedule remove)
    {
        // One that is not there is refused by the scheduler.
        if (_inForce.Remove(remove.Name ?? "")) _ticks.Tell(new RememberRemoved(remove.Name!, new ThenTell(remove, Sender)));
        else _scheduler.Forward(remove);
    }

    /// <summary>
    /// From the log, when a majority knows, whenever that is; whoever asked has a timeout of their own. Told and not asked for: what is said of one
    /// schedule comes to the scheduler in the order in which it was remembered.
    /// </summary>
    private sealed record ThenTell(object Message, IActorRef Requester);
}
