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

    /// <summary>The tick that waits until the batch before it has been swept; null where none does.</summary>
    public DueTick? Waiting { get; set; }

    /// <summary>The tick that has waited, and that is started when that is remembered; null where there is none.</summary>
    public DueTick? Starting { get; set; }
}

/// <summary>A batch whose actor has not terminated.</summary>
internal sealed class BatchEntry(string id, string? schedule, DateTimeOffset? due = null)
{
    /// <summary>When its tick was due; null where it is of none.</summary>
    public DateTimeOffset? Due { get; } = due;

    public string Id { get; } = id;

    public string? Schedule { get; } = schedule;

    /// <summary>It has answered; only its actor is still to go.</summary>
    public bool Ended { get; set; }
}

/// <summary>
/// What the scheduler knows. It is handed to the actor in its Props, not made by it, and so survives a restart of the actor: schedules
/// that were put at run time are kept, and the batches that run on are known to the new one. Only that actor touches it.
/// </summary>
internal sealed class ScheduleBook
{
    private long _batchesNamed;

    /// <param name="schedules">What is configured; null for none.</param>
    /// <param name="zone">The time zone of schedules that name none; null for UTC.</param>
    /// <exception cref="McpSchedulerException">A configured schedule is wrong.</exception>
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

    /// <summary>Of each schedule, how many ticks are being remembered: they are started then, or wait. Where there are none it has no entry.</summary>
    public Dictionary<string, int> Remembering { get; } = new(StringComparer.Ordinal);

    /// <summary>When the clock was last looked at.</summary>
    public DateTimeOffset LastLook { get; set; }

    public ScheduleEntry Put(ScheduleDefinition schedule)
    {
        var cron = ScheduleValidation.CheckSchedule(schedule, DefaultZone);
        var before = Schedules.GetValueOrDefault(schedule.Name);
        // The sender may go on changing its list.
        var entry = new ScheduleEntry(schedule with { Jobs = [.. schedule.Jobs] }, cron)
        {
            // A tick that waits is owed, whatever the schedule is by then.
            Waiting = before?.Waiting,
            Starting = before?.Starting,
            // And so is one that is due and was not looked at yet, where it still is a time of the schedule.
            Next = before is not null && schedule.IsDueLike(before.Definition) ? before.Next : null,
        };
        return Schedules[schedule.Name] = entry;
    }

    /// <summary>Whether a batch of the schedule runs or is about to.</summary>
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
