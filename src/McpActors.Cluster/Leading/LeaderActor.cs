using Akka.Actor;
using Akka.Event;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Placement;
using McpActors.Cluster.Sessions;
using McpActors.Cluster.Ticks;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// The cluster's leader, a singleton: it runs the scheduler, places jobs, and records which session ids are held.
/// Before it leads it reads the state of a majority of the nodes, and stashes messages meanwhile. When its node leaves
/// it starts nothing: batches are sent on to the next leader, while schedules are still put and removed for it.
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

    // The leader's state is in DistributedData and in the nodes; the next leader reads it again.
    protected override void PreStart() => _parts.LocalLeader = Self;

    protected override void PostStop() => _parts.LocalLeader = null;

    // A crashed scheduler is not restarted: it must not continue with half of its state.
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
                _log.Warning(
                    "Schedule {0}: the tick of {1:u} waited at the lost leader {2}; it is not known whether batch {3} was started.",
                    name, due, leader, batch);
            else
                _log.Warning(
                    "Schedule {0}: the tick of {1:u} was started by the lost leader {2}; the progress of batch {3} is not known.",
                    name, due, leader, batch);
            Context.System.EventStream.Publish(new TickInterrupted(name, due, batch, leader));
        }
        _through = loaded.Through;
        TakeWaiting(loaded.Waiting);
        // So that the next leader notices a tick that was missed without a leader, even the schedule's first one.
        _ticks.Tell(new RememberBaselines([.. _inForce.Keys]));
    }

    // At most one tick of each schedule waits.
    private void TakeWaiting(IReadOnlyList<OpenTick> waiting)
    {
        var taken = new Dictionary<string, DueTick>(StringComparer.Ordinal);
        foreach (var (name, due) in waiting.OrderBy(tick => tick.Due))
        {
            if (_inForce.ContainsKey(name) && taken.TryAdd(name, new DueTick(name, due, due) { Waits = true }))
            {
                _log.Info("Schedule {0}: the tick of {1:u}, which waited at the last leader, waits here.", name, due);
            }
            else
            {
                _log.Info("Schedule {0}: the tick of {1:u}, which waited at the last leader, is skipped.", name, due);
                _ticks.Tell(new TickEnded(name, due));
            }
        }
        _waiting = [.. taken.Values];
    }

    private void Lead()
    {
        var work = Context.ActorOf(Akka.Actor.Props.Create(() => new DispatchActor(_parts, _ids)), "dispatch");
        var book = new ScheduleBook(_inForce.Values, _parts.Settings.Scheduler.TimeZone);
        // A sweep that waits for a lost node must end before its batch times out.
        var sweepTimeout = _parts.Settings.Cluster.SweepTimeout + _parts.Settings.Cluster.AnswerTimeout;
        var environment = new BatchEnvironment(work, work)
        {
            SweepTimeout = sweepTimeout,
            JobActors = _parts.Mcp.JobActors,
            CallOf = static (call, job) => new JobCall(call, job),
            SweepOf = static (sweep, jobs) => new BatchSweep(sweep, jobs.Any(job => job is ActorJob)),
        };
        // A leader that started after its node began to leave was not notified.
        var ticks = new TickLog(Self, _through) { Waiting = _waiting, Stopped = _parts.Draining };
        _scheduler = Context.ActorOf(SchedulerActor.Props(book, environment, ticks), "scheduler");
        _log.Info("{0} leads{1}; schedules: {2}.", _parts.Self, ticks.Stopped ? ", but starts nothing because it is leaving" : "", _inForce.Count);
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

    // Requests of this node's own actors end with the node: the scheduler refuses them with the reason.
    private bool SendsOn() => _parts.Draining && !Sender.Path.Address.HasLocalScope;

    private void OnMissed(MissedTicks missed)
    {
        _log.Warning(
            "Schedule {0}: {1:u} was due while there was no leader; {2}.",
            missed.Schedule, missed.First, missed.RunOnce ? "one batch catches up" : "the tick is skipped");
        Context.System.EventStream.Publish(new TicksMissed(missed.Schedule, missed.First, missed.RunOnce));
    }

    private void OnPut(PutSchedule put)
    {
        try
        {
            ScheduleValidation.CheckSchedule(put.Schedule, _parts.Settings.Scheduler.TimeZone);
            // A message that is too long would never reach a majority.
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
        // The scheduler refuses an unknown schedule.
        if (_inForce.Remove(remove.Name ?? "")) _ticks.Tell(new RememberRemoved(remove.Name!, new ThenTell(remove, Sender)));
        else _scheduler.Forward(remove);
    }

    /// <summary>
    /// Sent by the log when a majority has the change, however late; the requester has its own timeout. A message
    /// instead of an Ask, so that changes of one schedule reach the scheduler in the order in which they were stored.
    /// </summary>
    private sealed record ThenTell(object Message, IActorRef Requester);
}
