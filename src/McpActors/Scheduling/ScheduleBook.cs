using Akka.Actor;
using McpActors.Scheduling.Cron;

namespace McpActors.Scheduling;

/// <summary>A schedule in force.</summary>
internal sealed class ScheduleEntry(ScheduleDefinition definition, CronSchedule cron)
{
    public ScheduleDefinition Definition { get; } = definition;

    public CronSchedule Cron { get; } = cron;

    public DateTimeOffset? Next { get; set; }

    public int Skipped { get; set; }

    /// <summary>The tick that waits until the batch before it has been swept; null if none waits.</summary>
    public DueTick? Waiting { get; set; }

    /// <summary>The tick that has waited and starts once its start is remembered; null if there is none.</summary>
    public DueTick? Starting { get; set; }
}

/// <summary>A batch whose actor has not terminated.</summary>
internal sealed class BatchEntry(string id, string? schedule, DateTimeOffset? due = null)
{
    /// <summary>The time at which the batch's tick was due; null for a batch without a tick.</summary>
    public DateTimeOffset? Due { get; } = due;

    public string Id { get; } = id;

    public string? Schedule { get; } = schedule;

    /// <summary>Whether the batch has answered; its actor may still be stopping.</summary>
    public bool Ended { get; set; }
}

/// <summary>
/// The scheduler's state. The actor receives it in its Props, so it survives a restart of the actor: schedules that
/// were put at run time are kept, and running batches are known. Only the scheduler's actor accesses it.
/// </summary>
internal sealed class ScheduleBook
{
    private long _batchesNamed;

    /// <param name="schedules">The configured schedules; null for none.</param>
    /// <param name="zone">The time zone of schedules without one; null for UTC.</param>
    /// <exception cref="McpSchedulerException">A configured schedule has a mistake.</exception>
    public ScheduleBook(IEnumerable<ScheduleDefinition>? schedules = null, TimeZoneInfo? zone = null)
    {
        DefaultZone = zone ?? TimeZoneInfo.Utc;
        foreach (var schedule in schedules ?? [])
            Put(schedule);
    }

    public TimeZoneInfo DefaultZone { get; }

    public SortedDictionary<string, ScheduleEntry> Schedules { get; } = new(StringComparer.Ordinal);

    public Dictionary<IActorRef, BatchEntry> Batches { get; } = [];

    public List<IActorRef> WaitForBatches { get; } = [];

    public bool Stopped { get; set; }

    /// <summary>
    /// The number of ticks that are being remembered, by schedule; schedules without such ticks have no entry.
    /// </summary>
    public Dictionary<string, int> Remembering { get; } = new(StringComparer.Ordinal);

    /// <summary>The time at which the scheduler last read the clock.</summary>
    public DateTimeOffset LastLook { get; set; }

    public ScheduleEntry Put(ScheduleDefinition schedule)
    {
        var cron = ScheduleValidation.CheckSchedule(schedule, DefaultZone);
        var before = Schedules.GetValueOrDefault(schedule.Name);
        // The list is copied because its sender may change it later.
        var entry = new ScheduleEntry(schedule with { Jobs = [.. schedule.Jobs] }, cron)
        {
            // A waiting tick runs even if the schedule has changed.
            Waiting = before?.Waiting,
            Starting = before?.Starting,
            // A tick that is due but not yet processed runs if it is still a time of the schedule.
            Next = before is not null && schedule.IsDueLike(before.Definition) ? before.Next : null,
        };
        return Schedules[schedule.Name] = entry;
    }

    /// <summary>Whether a batch of the schedule is running or about to start.</summary>
    public bool IsBusy(ScheduleEntry entry) => entry.Starting is not null || Running(entry.Definition.Name) > 0;

    public int Running(string schedule) => Batches.Values.Count(batch => !batch.Ended && batch.Schedule == schedule);

    public IActorRef? Find(string batchId) => Batches.FirstOrDefault(batch => !batch.Value.Ended && batch.Value.Id == batchId).Key;

    public string NewBatchId(string name)
    {
        string id;
        do
            id = $"{name}-{++_batchesNamed}";
        while (Find(id) is not null);
        return id;
    }
}
