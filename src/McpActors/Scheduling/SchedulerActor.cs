using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Common;

namespace McpActors.Scheduling;

/// <summary>
/// Keeps the schedules and starts the batches. Each batch answers its own requester (see <see cref="BatchActor"/>). A
/// restart of this actor ends its batches, which still answer; the schedules survive in the <see cref="ScheduleBook"/>.
/// </summary>
internal sealed class SchedulerActor : GuardedActor, IWithTimers
{
    // The actor wakes at least this often, to notice that the clock was set or that the machine slept.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ScheduleBook _book;
    private readonly BatchEnvironment _environment;
    private readonly ScheduleTicks _ticks;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public SchedulerActor(ScheduleBook book, BatchEnvironment environment, ITickLog log)
    {
        _book = book;
        _environment = environment;
        _ticks = new ScheduleTicks(book, log, () => Now, StartScheduled, _log);

        Receive<LookAtClock>(_ => OnLookAtClock());
        Receive<TicksRemembered>(remembered =>
        {
            _ticks.OnRemembered(remembered.Ticks);
            TellIfNoBatchIsLeft();
        });
        Receive<RunBatch>(OnRunBatch);
        Receive<CancelBatch>(cancel => _book.Find(cancel.BatchId)?.Tell(cancel));
        Receive<PutSchedule>(put => Answer(() => OnPutSchedule(put)));
        Receive<RemoveSchedule>(remove => Answer(() => OnRemoveSchedule(remove)));
        Receive<GetSchedules>(_ => Sender.Tell(new ScheduleList([.. _book.Schedules.Values.Select(StatusOf)])));
        Receive<StopAcceptingWork>(_ => OnStopAcceptingWork());
        Receive<AwaitBatches>(_ => OnAwaitBatches());
        Receive<BatchEnded>(_ => OnBatchEnded(Sender));
        Receive<Terminated>(terminated => OnTerminated(terminated.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <param name="book">The schedules and the running batches.</param>
    /// <param name="environment">The dependencies of all batches.</param>
    /// <param name="ticks">The log of ticks; null for a <see cref="LocalTickLog"/>, if there is no successor.</param>
    /// <remarks>The props hold the actor's state, so they are for one actor only.</remarks>
    public static Props Props(ScheduleBook book, BatchEnvironment environment, ITickLog? ticks = null)
    {
        var log = ticks ?? new LocalTickLog();
        book.Stopped = log.Stopped;
        foreach (var tick in log.Waiting)
            book.Schedules[tick.Schedule].Waiting = tick;
        return Akka.Actor.Props.Create(() => new SchedulerActor(book, environment, log));
    }

    // A restarted batch would run its jobs twice without its requester knowing.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        foreach (var entry in _book.Schedules.Values)
            entry.Next ??= _ticks.FirstTime(entry);
        _book.LastLook = Now;
        // These batches are from before a restart. The restart stopped them, waited for them and ended the watch on
        // them.
        foreach (var batch in _book.Batches.Keys.ToArray())
            OnTerminated(batch);
        foreach (var entry in _book.Schedules.Values)
            _ticks.StartWaiting(entry);
        SetTimer();
    }

    protected override void OnCrash(object message, Exception crash)
    {
        _log.Error(crash, "The scheduler could not handle {0}.", message.GetType().Name);
        Sender.Tell(new Status.Failure(new McpSchedulerException(
            $"The scheduler could not handle {message.GetType().Name}: {crash.Message}", crash)));
    }

    private void OnLookAtClock()
    {
        var now = Now;
        var wasPutBack = now < _book.LastLook - ScheduleTicks.PutBack;
        var due = new List<DueTick>();
        _book.LastLook = now;
        try
        {
            foreach (var entry in _book.Schedules.Values)
            {
                var time = entry.Next <= now ? entry.Next : null;
                if (time is not null || wasPutBack)
                    entry.Next = entry.Cron.Next(now);
                if (time is null || _book.Stopped)
                    continue;
                due.Add(_ticks.Due(entry, time.Value, now));
            }
        }
        finally
        {
            SetTimer();
            if (due.Count > 0)
                _ticks.Remember(due);
        }
    }

    private void SetTimer()
    {
        if (_book.Stopped || _book.Schedules.Values.Min(entry => entry.Next) is not { } next)
        {
            Timers.Cancel(nameof(LookAtClock));
            return;
        }

        var wait = next - Now;
        if (wait > LongestWait)
            wait = LongestWait;
        Timers.StartSingleTimer(nameof(LookAtClock), LookAtClock.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private void OnRunBatch(RunBatch run)
    {
        try
        {
            RefuseWhenStopped();
            var timeout = run.Timeout ?? ScheduleDefinition.DefaultTimeout;
            ScheduleValidation.CheckWork($"Batch '{run.BatchId ?? run.Name}'", run.Jobs, run.MaxParallel, timeout);
            if (string.IsNullOrWhiteSpace(run.Name) || run.BatchId?.Trim() is "")
                throw new McpSchedulerException("A batch has an empty name or id; omit it or give a value.");
            if (run.BatchId is not null && _book.Find(run.BatchId) is not null)
                throw new McpSchedulerException($"A batch with the id '{run.BatchId}' is still running; choose another id.");
            var id = run.BatchId ?? _book.NewBatchId(run.Name);
            // The list is copied because its sender may change it later.
            Start(new BatchPlan(id, run.Name, [.. run.Jobs], run.MaxParallel, timeout, Now, Schedule: null), Sender);
        }
        catch (McpSchedulerException refusal)
        {
            Sender.Tell(new Status.Failure(refusal));
        }
    }

    private void StartScheduled(ScheduleDefinition schedule, DueTick tick)
    {
        var plan = new BatchPlan(
            _ticks.BatchId(tick), schedule.Name, schedule.Jobs, schedule.MaxParallel, schedule.Timeout, tick.Due, schedule.Name);
        Start(plan, ActorRefs.Nobody);
    }

    private void Start(BatchPlan plan, IActorRef requester)
    {
        var props = Akka.Actor.Props.Create<BatchActor>(plan, requester, _environment);
        var batch = Context.ActorOf(props, ActorNames.Legal(plan.Id, name => !Context.Child(name).IsNobody()));
        _book.Batches.Add(batch, new BatchEntry(plan.Id, plan.Schedule, plan.Schedule is null ? null : plan.Due));
        Context.Watch(batch);
    }

    private SchedulePut OnPutSchedule(PutSchedule put)
    {
        // During shutdown, schedules are still accepted for a successor.
        if (!_ticks.HasSuccessor)
            RefuseWhenStopped();
        var entry = _book.Put(put.Schedule);
        entry.Next ??= entry.Cron.Next(Now);
        SetTimer();
        return new SchedulePut(put.Schedule.Name, entry.Next);
    }

    private ScheduleRemoved OnRemoveSchedule(RemoveSchedule remove)
    {
        if (!_book.Schedules.TryGetValue(remove.Name ?? "", out var removed))
        {
            var known = _book.Schedules.Count == 0 ? "there are none" : string.Join(", ", _book.Schedules.Keys);
            throw new McpSchedulerException($"There is no schedule '{remove.Name}'; known: {known}.");
        }

        _book.Schedules.Remove(removed.Definition.Name);
        if (removed.Waiting is { } tick)
            _ticks.Ended(tick);
        SetTimer();
        return new ScheduleRemoved(remove.Name!);
    }

    private void OnStopAcceptingWork()
    {
        _book.Stopped = true;
        foreach (var entry in _book.Schedules.Values)
            _ticks.StopWaiting(entry);
        SetTimer();
        Sender.Tell(Done.Instance);
    }

    private void OnAwaitBatches()
    {
        _book.WaitForBatches.Add(Sender);
        TellIfNoBatchIsLeft();
    }

    private void OnBatchEnded(IActorRef batch)
    {
        if (!_book.Batches.TryGetValue(batch, out var ended) || ended.Ended)
            return;
        ended.Ended = true;
        if (ended is { Schedule: { } name, Due: { } due })
            _ticks.Ended(name, due);
        if (ended.Schedule is not null && _book.Schedules.TryGetValue(ended.Schedule, out var entry))
            _ticks.StartWaiting(entry);
    }

    private void OnTerminated(IActorRef batch)
    {
        OnBatchEnded(batch);
        _book.Batches.Remove(batch);
        TellIfNoBatchIsLeft();
    }

    private void TellIfNoBatchIsLeft()
    {
        if (_book.Batches.Count > 0 || _book.Remembering.Count > 0)
            return;
        foreach (var waiting in _book.WaitForBatches)
            waiting.Tell(BatchesDone.Instance);
        _book.WaitForBatches.Clear();
    }

    private void RefuseWhenStopped()
    {
        if (_book.Stopped)
            throw new McpSchedulerException("The host is shutting down; it accepts no new batches or schedules.");
    }

    private void Answer(Func<object> work)
    {
        object answer;
        try
        {
            answer = work();
        }
        catch (McpSchedulerException refusal)
        {
            answer = new Status.Failure(refusal);
        }

        Sender.Tell(answer);
    }

    private ScheduleStatus StatusOf(ScheduleEntry entry) =>
        new(entry.Definition, entry.Next, _book.Running(entry.Definition.Name), entry.Skipped);
}
