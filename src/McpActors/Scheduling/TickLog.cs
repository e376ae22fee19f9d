using System.Globalization;
using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>The log of a scheduler's ticks, written before each tick starts, for the scheduler's successor.</summary>
internal interface ITickLog
{
    /// <summary>
    /// Whether another scheduler takes over from this one; the successor then starts the waiting ticks.
    /// </summary>
    bool HasSuccessor { get; }

    /// <summary>
    /// The time up to which each schedule's ticks have been handled. Later ticks are caught up or skipped, as the
    /// schedule's misfire says.
    /// </summary>
    IReadOnlyDictionary<string, DateTimeOffset> Through { get; }

    /// <summary>The ticks that waited at the predecessor and were never started; at most one per schedule.</summary>
    IReadOnlyList<DueTick> Waiting { get; }

    /// <summary>
    /// Whether the scheduler starts nothing from its beginning, and leaves all ticks to its successor.
    /// </summary>
    bool Stopped { get; }

    /// <summary>Remembers ticks.</summary>
    /// <returns>
    /// True if they are remembered; false if a <see cref="TicksRemembered"/> to the scheduler follows.
    /// </returns>
    bool Remember(IReadOnlyList<DueTick> ticks);

    /// <summary>The batch of a tick has ended, or there is none.</summary>
    void Ended(string schedule, DateTimeOffset due);

    /// <summary>Ticks were due before this scheduler existed.</summary>
    void Missed(MissedTicks missed);

    /// <summary>The id of a tick's batch.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="next">Generates an id that no batch of this scheduler has.</param>
    string BatchId(DueTick tick, Func<string, string> next);
}

/// <summary>The log of a scheduler without a successor: it stores nothing, because nobody reads it.</summary>
internal sealed class LocalTickLog : ITickLog
{
    public bool HasSuccessor => false;

    public IReadOnlyDictionary<string, DateTimeOffset> Through { get; } = new Dictionary<string, DateTimeOffset>();

    public IReadOnlyList<DueTick> Waiting => [];

    public bool Stopped => false;

    public bool Remember(IReadOnlyList<DueTick> ticks) => true;

    public void Ended(string schedule, DateTimeOffset due)
    {
        // Without a successor, nobody reads the log.
    }

    public void Missed(MissedTicks missed) =>
        throw new InvalidOperationException("A scheduler without a predecessor has no missed ticks.");

    public string BatchId(DueTick tick, Func<string, string> next) => next(tick.Schedule);
}

/// <summary>The log of a scheduler with successors: an actor keeps the ticks.</summary>
/// <param name="Keeper">Takes <see cref="RememberTicks"/>, <see cref="TickEnded"/> and <see
/// cref="MissedTicks"/>.</param>
/// <param name="Through">See <see cref="ITickLog.Through"/>.</param>
internal sealed record TickLog(IActorRef Keeper, IReadOnlyDictionary<string, DateTimeOffset> Through) : ITickLog
{
    public bool HasSuccessor => true;

    public IReadOnlyList<DueTick> Waiting { get; init; } = [];

    public bool Stopped { get; init; }

    public bool Remember(IReadOnlyList<DueTick> ticks)
    {
        Keeper.Tell(new RememberTicks(ticks));
        return false;
    }

    public void Ended(string schedule, DateTimeOffset due) => Keeper.Tell(new TickEnded(schedule, due));

    public void Missed(MissedTicks missed) => Keeper.Tell(missed);

    public string BatchId(DueTick tick, Func<string, string> next) => tick.BatchId;
}

/// <summary>A tick that is about to start its batch, or to wait for the batch before it.</summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="Due">The time at which the tick was due. Name and time identify the tick.</param>
/// <param name="Through">
/// The time up to which this tick covers all due ticks; later than <paramref name="Due"/> for a tick that is caught up.
/// </param>
internal sealed record DueTick(string Schedule, DateTimeOffset Due, DateTimeOffset Through)
{
    /// <summary>
    /// Whether the tick waits for the batch before it. A successor may start a waiting tick. Before a waiting tick
    /// starts, it is remembered again with this property false.
    /// </summary>
    public bool Waits { get; init; }

    /// <summary>The id of the tick's batch; the same for every scheduler.</summary>
    public string BatchId =>
        string.Create(CultureInfo.InvariantCulture, $"{Schedule}@{Due.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z");
}

/// <summary>
/// To the keeper of ticks. The answer is <see cref="TicksRemembered"/>, once a majority has stored the ticks.
/// </summary>
internal sealed record RememberTicks(IReadOnlyList<DueTick> Ticks);

/// <summary>The ticks are remembered and may start, or wait.</summary>
internal sealed record TicksRemembered(IReadOnlyList<DueTick> Ticks);

/// <summary>To the keeper of ticks: the tick's batch has ended, or there is none.</summary>
internal sealed record TickEnded(string Schedule, DateTimeOffset Due);

/// <summary>
/// To the keeper of ticks: ticks were due before this scheduler existed, and are now caught up or skipped.
/// </summary>
internal sealed record MissedTicks(string Schedule, DateTimeOffset First, bool RunOnce);
