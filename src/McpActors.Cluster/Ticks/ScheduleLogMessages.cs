using McpActors.Scheduling;

namespace McpActors.Cluster.Ticks;

/// <summary>From the log to the leader, once: what is remembered of all schedules.</summary>
/// <param name="Definitions">What was put and removed, by schedule.</param>
/// <param name="Through">Up to when the ticks of each of these schedules are accounted for.</param>
/// <param name="Open">What leaders before have started that has not ended.</param>
/// <param name="Waiting">What leaders before had waiting, and none of them has started. From now on it waits here.</param>
internal sealed record LogLoaded(
    IReadOnlyDictionary<string, ScheduleRecord> Definitions,
    IReadOnlyDictionary<string, DateTimeOffset> Through,
    IReadOnlyList<(OpenTick Tick, string Leader)> Open,
    IReadOnlyList<OpenTick> Waiting);

/// <summary>To the log: these schedules are in force from now on. Answered with <see cref="Remembered"/> when a majority knows.</summary>
internal sealed record RememberBaselines(IReadOnlyList<string> Schedules);

/// <summary>To the log: a schedule was put.</summary>
/// <param name="Schedule">What it is from now on.</param>
/// <param name="KeepsTimes">It was there, and due at the same times: what was due before and has not been started is owed still.</param>
/// <param name="Then">The answer, when a majority knows.</param>
internal sealed record RememberPut(ScheduleDefinition Schedule, bool KeepsTimes, object Then);

/// <summary>To the log: a schedule was removed. Answered with <paramref name="Then"/> when a majority knows.</summary>
internal sealed record RememberRemoved(string Schedule, object Then);

/// <summary>To the log, through the leader, when it leaves: answered with <see cref="Remembered"/> when all that it was told is written.</summary>
internal sealed record WriteAllTicks
{
    public static WriteAllTicks Instance { get; } = new();
}

/// <summary>A majority knows.</summary>
internal sealed record Remembered
{
    public static Remembered Instance { get; } = new();
}
