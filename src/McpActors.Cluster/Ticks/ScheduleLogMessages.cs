using McpActors.Scheduling;

namespace McpActors.Cluster.Ticks;

/// <summary>From the log to the leader, once: the stored state of all schedules.</summary>
/// <param name="Definitions">Schedules that were put or removed, by name.</param>
/// <param name="Through">The time up to which each schedule's ticks are accounted for.</param>
/// <param name="Open">Ticks that earlier leaders started and that have not ended.</param>
/// <param name="Waiting">Ticks that waited at earlier leaders and were not started. They now wait here.</param>
internal sealed record LogLoaded(
    IReadOnlyDictionary<string, ScheduleRecord> Definitions,
    IReadOnlyDictionary<string, DateTimeOffset> Through,
    IReadOnlyList<(OpenTick Tick, string Leader)> Open,
    IReadOnlyList<OpenTick> Waiting);

/// <summary>
/// To the log: these schedules are in force from now on. The answer, when a majority has it, is <see
/// cref="Remembered"/>.
/// </summary>
internal sealed record RememberBaselines(IReadOnlyList<string> Schedules);

/// <summary>To the log: a schedule was put.</summary>
/// <param name="Schedule">The new definition.</param>
/// <param name="KeepsTimes">Whether it existed with the same times, so that earlier ticks that were not started are
/// still due.</param>
/// <param name="Then">The answer when a majority has it.</param>
internal sealed record RememberPut(ScheduleDefinition Schedule, bool KeepsTimes, object Then);

/// <summary>To the log: a schedule was removed. <paramref name="Then"/> is sent when a majority has it.</summary>
internal sealed record RememberRemoved(string Schedule, object Then);

/// <summary>
/// From a leaving leader to the log. The answer, when all changes are written, is <see cref="Remembered"/>.
/// </summary>
internal sealed record WriteAllTicks
{
    public static WriteAllTicks Instance { get; } = new();
}

/// <summary>A majority has the change.</summary>
internal sealed record Remembered
{
    public static Remembered Instance { get; } = new();
}
