using Akka.Event;

namespace McpActors.Scheduling;

/// <summary>
/// What becomes of the ticks of schedules: each is remembered, and then starts a batch, waits for the batch before it, or is passed over. Belongs to the
/// scheduler's actor.
/// </summary>
/// <param name="book">What the scheduler knows.</param>
/// <param name="memory">Where ticks are remembered.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="start">Starts the batch of a tick.</param>
/// <param name="log">The scheduler's.</param>
internal sealed class ScheduleTicks(
    ScheduleBook book, ITickLog memory, Func<DateTimeOffset> clock, Action<ScheduleDefinition, DueTick> start, ILoggingAdapter log)
{
    /// <summary>As in cron: a clock that is put back by less is waited for, so that nothing runs twice; by more, it was wrong before.</summary>
    public static readonly TimeSpan PutBack = TimeSpan.FromHours(3);

    /// <inheritdoc cref="ITickLog.HasSuccessor"/>
    public bool HasSuccessor => memory.HasSuccessor;

    /// <summary>A schedule's tick of now, before it is remembered.</summary>
    public DueTick Due(ScheduleEntry entry, DateTimeOffset due, DateTimeOffset now) => new(entry.Definition.Name, due, now)
    {
        // Those that are being remembered come before it.
        Waits = entry.Definition.Overlap == Overlap.Queue && (book.IsBusy(entry) || book.Remembering.ContainsKey(entry.Definition.Name)),
    };

    /// <summary>Has ticks remembered, and goes on with them when they are.</summary>
    public void Remember(IReadOnlyList<DueTick> ticks)
    {
        foreach (var tick in ticks)
            book.Remembering[tick.Schedule] = book.Remembering.GetValueOrDefault(tick.Schedule) + 1;
        if (memory.Remember(ticks))
            OnRemembered(ticks);
    }

    /// <summary>Also when the scheduler has stopped meanwhile: a successor does not start what is remembered as started.</summary>
    public void OnRemembered(IReadOnlyList<DueTick> ticks)
    {
        // First of all: one that cannot be started must not leave the others uncounted.
        foreach (var tick in ticks)
        {
            if (--book.Remembering[tick.Schedule] == 0)
                book.Remembering.Remove(tick.Schedule);
        }
        foreach (var tick in ticks)
        {
            if (!book.Schedules.TryGetValue(tick.Schedule, out var entry))
            {
                // It was removed meanwhile.
                Ended(tick);
            }
            else if (entry.Starting == tick)
            {
                entry.Starting = null;
                start(entry.Definition, tick);
            }
            else
            {
                Place(entry, tick);
            }
        }
    }

    /// <summary>When a schedule is due first. Where the scheduler takes over from another, that one's ticks are accounted for.</summary>
    public DateTimeOffset? FirstTime(ScheduleEntry entry)
    {
        var now = clock();
        if (!memory.Through.TryGetValue(entry.Definition.Name, out var through) || through > now + PutBack || book.Stopped)
            return entry.Cron.Next(now);
        var first = entry.Cron.Next(through);
        if (first is null || first > now)
            return first;
        var caughtUp = entry.Definition.Misfire == Misfire.RunOnce;
        memory.Missed(new MissedTicks(entry.Definition.Name, first.Value, caughtUp));
        if (caughtUp)
            return first;
        entry.Skipped++;
        return entry.Cron.Next(now);
    }

    /// <summary>Starts what waits, if it may. A scheduler that has stopped leaves it to its successor, which has the time for it.</summary>
    public void StartWaiting(ScheduleEntry entry)
    {
        if (entry.Waiting is not { } tick || book.Stopped || book.IsBusy(entry))
            return;
        entry.Waiting = null;
        Begin(entry, tick);
    }

    /// <summary>The scheduler has stopped: what waits is for its successor, and is passed over where there is none.</summary>
    public void StopWaiting(ScheduleEntry entry)
    {
        if (entry.Waiting is not { } tick)
            return;
        if (HasSuccessor)
        {
            log.Info("Schedule {0}: the tick of {1:u} waits, and is for whoever takes over.", entry.Definition.Name, tick.Due);
            return;
        }
        entry.Waiting = null;
        entry.Skipped++;
    }

    /// <inheritdoc cref="ITickLog.BatchId"/>
    public string BatchId(DueTick tick) => memory.BatchId(tick, book.NewBatchId);

    /// <inheritdoc cref="ITickLog.Ended"/>
    public void Ended(string schedule, DateTimeOffset due) => memory.Ended(schedule, due);

    /// <inheritdoc cref="ITickLog.Ended"/>
    public void Ended(DueTick tick) => Ended(tick.Schedule, tick.Due);

    private void Place(ScheduleEntry entry, DueTick tick)
    {
        var schedule = entry.Definition;
        var isForTheNext = tick.Waits && book.Stopped;
        if (!isForTheNext && (schedule.Overlap == Overlap.Allow || !book.IsBusy(entry)))
        {
            Begin(entry, tick);
        }
        else if ((schedule.Overlap == Overlap.Queue || isForTheNext) && entry.Waiting is null)
        {
            // Where it was to overlap until a moment ago.
            if (!tick.Waits)
                Remember([tick with { Waits = true }]);
            else
                entry.Waiting = tick;
        }
        else
        {
            entry.Skipped++;
            Ended(tick);
            log.Info("Schedule {0}: a tick is passed over, its last batch still runs.", schedule.Name);
        }
    }

    // What is remembered as waiting is started by whoever takes over: first it must be known that it is started here.
    private void Begin(ScheduleEntry entry, DueTick tick)
    {
        if (!tick.Waits)
        {
            start(entry.Definition, tick);
            return;
        }
        entry.Starting = tick with { Waits = false };
        Remember([entry.Starting]);
    }
}
