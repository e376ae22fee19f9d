using Akka.Event;

namespace McpActors.Scheduling;

/// <summary>
/// Handles the ticks of schedules: each tick is remembered, and then starts a batch, waits for the batch before it, or
/// is skipped. Used by the scheduler's actor only.
/// </summary>
/// <param name="book">The scheduler's state.</param>
/// <param name="memory">The log of ticks.</param>
/// <param name="clock">The wall clock.</param>
/// <param name="start">Starts the batch of a tick.</param>
/// <param name="log">The scheduler's log.</param>
internal sealed class ScheduleTicks(
    ScheduleBook book, ITickLog memory, Func<DateTimeOffset> clock, Action<ScheduleDefinition, DueTick> start, ILoggingAdapter log)
{
    /// <summary>
    /// As in cron: if the clock goes back by less than this, the scheduler waits, so that nothing runs twice. A larger
    /// jump means that the clock was wrong before, and the next times are computed again.
    /// </summary>
    public static readonly TimeSpan PutBack = TimeSpan.FromHours(3);

    /// <inheritdoc cref="ITickLog.HasSuccessor"/>
    public bool HasSuccessor => memory.HasSuccessor;

    /// <summary>Creates the tick of a schedule that is due now, before it is remembered.</summary>
    public DueTick Due(ScheduleEntry entry, DateTimeOffset due, DateTimeOffset now) => new(entry.Definition.Name, due, now)
    {
        // Ticks that are still being remembered start before this one.
        Waits = entry.Definition.Overlap == Overlap.Queue
            && (book.IsBusy(entry) || book.Remembering.ContainsKey(entry.Definition.Name)),
    };

    /// <summary>Remembers ticks, and then starts, queues or skips them.</summary>
    public void Remember(IReadOnlyList<DueTick> ticks)
    {
        foreach (var tick in ticks)
            book.Remembering[tick.Schedule] = book.Remembering.GetValueOrDefault(tick.Schedule) + 1;
        if (memory.Remember(ticks))
            OnRemembered(ticks);
    }

    /// <summary>
    /// Continues with ticks that are remembered, even if the scheduler has stopped: a successor does not start a tick
    /// that is remembered as started.
    /// </summary>
    public void OnRemembered(IReadOnlyList<DueTick> ticks)
    {
        // All ticks are counted first, so that an exception from one start does not leave the others uncounted.
        foreach (var tick in ticks)
        {
            if (--book.Remembering[tick.Schedule] == 0)
                book.Remembering.Remove(tick.Schedule);
        }
        foreach (var tick in ticks)
        {
            if (!book.Schedules.TryGetValue(tick.Schedule, out var entry))
            {
                // The schedule was removed in the meantime.
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

    /// <summary>The first time at which a schedule is due. Takes the ticks of a predecessor into account.</summary>
    public DateTimeOffset? FirstTime(ScheduleEntry entry)
    {
        var now = clock();
        if (!memory.Through.TryGetValue(entry.Definition.Name, out var through)
            || through > now + PutBack
            || book.Stopped)
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

    /// <summary>
    /// Starts the waiting tick, if it may start. A stopped scheduler leaves the tick to its successor.
    /// </summary>
    public void StartWaiting(ScheduleEntry entry)
    {
        if (entry.Waiting is not { } tick || book.Stopped || book.IsBusy(entry))
            return;
        entry.Waiting = null;
        Begin(entry, tick);
    }

    /// <summary>
    /// The scheduler has stopped: a waiting tick is left to the successor, or skipped if there is none.
    /// </summary>
    public void StopWaiting(ScheduleEntry entry)
    {
        if (entry.Waiting is not { } tick)
            return;
        if (HasSuccessor)
        {
            log.Info("Schedule {0}: the waiting tick of {1:u} is left to the successor.", entry.Definition.Name, tick.Due);
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
            // The schedule changed to overlap = queue after the tick was remembered.
            if (!tick.Waits)
                Remember([tick with { Waits = true }]);
            else
                entry.Waiting = tick;
        }
        else
        {
            entry.Skipped++;
            Ended(tick);
            log.Info("Schedule {0}: a tick is skipped because the last batch is still running.", schedule.Name);
        }
    }

    // A successor starts a tick that is remembered as waiting, so the start must be remembered before it happens here.
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
