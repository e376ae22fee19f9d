using Akka;
using Akka.Actor;
using Akka.Event;
using McpActors.Common;

namespace McpActors.Scheduling;

/// <summary>
/// Schedules and batches. A batch looks after itself and its requester (see <see cref="BatchActor"/>); the scheduler decides what may
/// start. Should it be restarted, its batches end with an answer of their own, and its schedules stay in the book.
/// </summary>
internal sealed class SchedulerActor : ReceiveActor, IWithTimers
{
    // A longer wait would not notice in time that the clock was set or that the machine slept.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // As in cron: a clock that is put back by less is waited for, so that nothing runs twice; by more, it was wrong before.
    private static readonly TimeSpan PutBack = TimeSpan.FromHours(3);

    private readonly ScheduleBook _book;
    private readonly BatchEnvironment _environment;
    private readonly TickLog? _ticks;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public SchedulerActor(ScheduleBook book, BatchEnvironment environment, TickLog? ticks = null)
    {
        _book = book;
        _environment = environment;
        _ticks = ticks;

        Receive<LookAtClock>(_ => OnLookAtClock());
        Receive<TicksRemembered>(OnRemembered);
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
    /// <param name="ticks">Where its ticks are remembered; null where nobody takes over from it.</param>
    /// <remarks>For one actor only: the props hold its state.</remarks>
    public static Props Props(ScheduleBook book, BatchEnvironment environment, TickLog? ticks = null)
    {
        book.Stopped = ticks?.Stopped ?? false;
        foreach (var tick in ticks?.Waiting ?? [])
            book.Schedules[tick.Schedule].Waiting = tick;
        return Akka.Actor.Props.Create(() => new SchedulerActor(book, environment, ticks));
    }

    // A batch is never run a second time behind its requester's back.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        foreach (var entry in _book.Schedules.Values)
            entry.Next ??= FirstTime(entry);
        _book.LastLook = Now;
        // Only after a restart are there any. It stopped them, waited for their end, and no longer watched them.
        foreach (var batch in _book.Batches.Keys.ToArray())
            OnTerminated(batch);
        foreach (var entry in _book.Schedules.Values)
            StartWaiting(entry);
        SetTimer();
    }

    // A message that cannot be handled must not end the batches of others, and a restart would: Akka restarts or stops all children.
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception crash)
        {
            _log.Error(crash, "The scheduler could not handle {0}.", message.GetType().Name);
            Sender.Tell(new Status.Failure(new McpSchedulerException(
                $"The scheduler could not handle {message.GetType().Name}: {crash.Message}", crash)));
            return true;
        }
    }

    private void OnLookAtClock()
    {
        var now = Now;
        var wasPutBack = now < _book.LastLook - PutBack;
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
                var tick = new DueTick(entry.Definition.Name, time.Value, now);
                if (_ticks is null)
                    Tick(entry, tick);
                else
                    due.Add(tick with { Waits = WillWait(entry) });
            }
        }
        finally
        {
            SetTimer();
            if (due.Count > 0)
                Remember(due);
        }
    }

    // Those that are being remembered come before it.
    private bool WillWait(ScheduleEntry entry) =>
        entry.Definition.Overlap == Overlap.Queue && (_book.IsBusy(entry) || _book.Remembering.ContainsKey(entry.Definition.Name));

    private void Remember(IReadOnlyList<DueTick> ticks)
    {
        foreach (var tick in ticks)
            _book.Remembering[tick.Schedule] = _book.Remembering.GetValueOrDefault(tick.Schedule) + 1;
        _ticks!.Keeper.Tell(new RememberTicks(ticks));
    }

    // Where it takes over from another: from where that one has come to.
    private DateTimeOffset? FirstTime(ScheduleEntry entry)
    {
        var now = Now;
        if (_ticks is null || !_ticks.Through.TryGetValue(entry.Definition.Name, out var through) || through > now + PutBack || _book.Stopped)
            return entry.Cron.Next(now);
        var first = entry.Cron.Next(through);
        if (first is null || first > now)
            return first;
        var caughtUp = entry.Definition.Misfire == Misfire.RunOnce;
        _ticks.Keeper.Tell(new MissedTicks(entry.Definition.Name, first.Value, caughtUp));
        if (caughtUp)
            return first;
        entry.Skipped++;
        return entry.Cron.Next(now);
    }

    // Also when it has stopped meanwhile: whoever takes over does not start what is remembered as started.
    private void OnRemembered(TicksRemembered remembered)
    {
        foreach (var tick in remembered.Ticks)
        {
            if (--_book.Remembering[tick.Schedule] == 0)
                _book.Remembering.Remove(tick.Schedule);
            if (!_book.Schedules.TryGetValue(tick.Schedule, out var entry))
            {
                // It was removed meanwhile.
                Ended(tick);
            }
            else if (entry.Starting == tick)
            {
                entry.Starting = null;
                StartScheduled(entry.Definition, tick);
            }
            else
            {
                Tick(entry, tick);
            }
        }
        TellIfNoBatchIsLeft();
    }

    private void Ended(DueTick tick) => Ended(tick.Schedule, tick.Due);

    private void Ended(string schedule, DateTimeOffset due) => _ticks?.Keeper.Tell(new TickEnded(schedule, due));

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

    private void Tick(ScheduleEntry entry, DueTick tick)
    {
        var schedule = entry.Definition;
        var isForTheNext = tick.Waits && _book.Stopped;
        if (!isForTheNext && (schedule.Overlap == Overlap.Allow || !_book.IsBusy(entry)))
        {
            Begin(entry, tick);
        }
        else if ((schedule.Overlap == Overlap.Queue || isForTheNext) && entry.Waiting is null)
        {
            // Where it was to overlap until a moment ago.
            if (_ticks is not null && !tick.Waits)
                Remember([tick with { Waits = true }]);
            else
                entry.Waiting = tick;
        }
        else
        {
            entry.Skipped++;
            Ended(tick);
            _log.Info("Schedule {0}: a tick is passed over, its last batch still runs.", schedule.Name);
        }
    }

    // What is remembered as waiting is started by whoever takes over: first it must be known that it is started here.
    private void Begin(ScheduleEntry entry, DueTick tick)
    {
        if (!tick.Waits)
        {
            StartScheduled(entry.Definition, tick);
            return;
        }
        entry.Starting = tick with { Waits = false };
        Remember([entry.Starting]);
    }

    // Not where it has stopped: whoever takes over starts it, and has the time for it.
    private void StartWaiting(ScheduleEntry entry)
    {
        if (entry.Waiting is not { } tick || _book.Stopped || _book.IsBusy(entry))
            return;
        entry.Waiting = null;
        Begin(entry, tick);
    }

    private void OnRunBatch(RunBatch run)
    {
        try
        {
            RefuseWhenStopped();
            var timeout = run.Timeout ?? TimeSpan.FromMinutes(5);
            Refusal.CheckWork($"Batch '{run.BatchId ?? run.Name}'", run.Jobs, run.MaxParallel, timeout);
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
        // What may be taken over has an id that does not depend on who starts it.
        var id = _ticks is null ? _book.NewBatchId(schedule.Name) : tick.BatchId;
        var plan = new BatchPlan(id, schedule.Name, schedule.Jobs, schedule.MaxParallel, schedule.Timeout, tick.Due, schedule.Name);
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
        // It is remembered, for whoever takes over.
        if (_ticks is null)
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
            Ended(tick);
        SetTimer();
        return new ScheduleRemoved(remove.Name!);
    }

    private void OnStopAcceptingWork()
    {
        _book.Stopped = true;
        foreach (var entry in _book.Schedules.Values.Where(entry => entry.Waiting is not null))
        {
            if (_ticks is not null)
            {
                _log.Info("Schedule {0}: the tick of {1:u} waits, and is for whoever takes over.", entry.Definition.Name, entry.Waiting!.Due);
                continue;
            }
            entry.Waiting = null;
            entry.Skipped++;
        }

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
            Ended(name, due);
        if (ended.Schedule is not null && _book.Schedules.TryGetValue(ended.Schedule, out var entry))
            StartWaiting(entry);
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
