using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Common;

namespace McpActors.Scheduling;

/// <summary>
/// Schedules and batches. A batch looks after itself and its requester (see <see cref="BatchActor"/>); the scheduler decides what may
/// start. Should it be restarted, its batches end with an answer of their own, and its schedules stay in the book.
/// </summary>
internal sealed class SchedulerActor : GuardedActor, IWithTimers
{
    // A longer wait would not notice in time that the clock was set or that the machine slept.
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

    /// <param name="book">What is configured.</param>
    /// <param name="environment">What its batches share.</param>
    /// <param name="ticks">Where its ticks are remembered; null where nobody takes over from it: <see cref="LocalTickLog"/>.</param>
    /// <remarks>For one actor only: the props hold its state.</remarks>
    public static Props Props(ScheduleBook book, BatchEnvironment environment, ITickLog? ticks = null)
    {
        var log = ticks ?? new LocalTickLog();
        book.Stopped = log.Stopped;
        foreach (var tick in log.Waiting)
            book.Schedules[tick.Schedule].Waiting = tick;
        return Akka.Actor.Props.Create(() => new SchedulerActor(book, environment, log));
    }

    // A batch is never run a second time behind its requester's back.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        foreach (var entry in _book.Schedules.Values)
            entry.Next ??= _ticks.FirstTime(entry);
        _book.LastLook = Now;
        // Only after a restart are there any. It stopped them, waited for their end, and no longer watched them.
        foreach (var batch in _book.Batches.Keys.ToArray())
            OnTerminated(batch);
        foreach (var entry in _book.Schedules.Values)
            _ticks.StartWaiting(entry);
        SetTimer();
    }

    protected override void OnCrash(object message, Exception crash)
    {
        _log.Error(crash, "The scheduler could not handle {0}.", message.GetType().Name);
        Sender.Tell(new Status.Failure(new McpSchedulerException($"The scheduler could not handle {message.GetType().Name}: {crash.Message}", crash)));
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
                throw new McpSchedulerException("A batch has an empty name or id; leave it out, or give one.");
            if (run.BatchId is not null && _book.Find(run.BatchId) is not null)
                throw new McpSchedulerException($"A batch with the id '{run.BatchId}' still runs; ids of batches that run are unique.");
            var id = run.BatchId ?? _book.NewBatchId(run.Name);
            // The sender may go on changing its list.
            Start(new BatchPlan(id, run.Name, [.. run.Jobs], run.MaxParallel, timeout, Now, Schedule: null), Sender);
        }
        catch (McpSchedulerException refusal)
        {
            Sender.Tell(new Status.Failure(refusal));
        }
    }

    private void StartScheduled(ScheduleDefinition schedule, DueTick tick)
    {
        var plan = new BatchPlan(_ticks.BatchId(tick), schedule.Name, schedule.Jobs, schedule.MaxParallel, schedule.Timeout, tick.Due, schedule.Name);
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
        // A successor gets what is put here.
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
            throw new McpSchedulerException("The host is shutting down; it takes no new batches and schedules.");
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
