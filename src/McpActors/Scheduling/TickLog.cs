using System.Globalization;
using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>Where a scheduler has its ticks remembered before it starts them, for whoever takes over from it.</summary>
internal interface ITickLog
{
    /// <summary>Whether another scheduler takes over from this one. It starts what waits then.</summary>
    bool HasSuccessor { get; }

    /// <summary>
    /// Up to when the ticks of each schedule are accounted for: what was due since is caught up or passed over, as the schedule says.
    /// </summary>
    IReadOnlyDictionary<string, DateTimeOffset> Through { get; }

    /// <summary>Of some of the schedules: the tick that waited under the one before, and has not been started by anybody.</summary>
    IReadOnlyList<DueTick> Waiting { get; }

    /// <summary>From its beginning on it starts nothing, and what was due before is for whoever takes over from it.</summary>
    bool Stopped { get; }

    /// <summary>Has ticks remembered.</summary>
    /// <returns>True where they are; false where the scheduler is told <see cref="TicksRemembered"/> when they are.</returns>
    bool Remember(IReadOnlyList<DueTick> ticks);

    /// <summary>The batch of a tick has ended, or there is none.</summary>
    void Ended(string schedule, DateTimeOffset due);

    /// <summary>Ticks were due before there was this scheduler.</summary>
    void Missed(MissedTicks missed);

    /// <summary>The id of a tick's batch.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="next">Gives an id that no batch of this scheduler has.</param>
    string BatchId(DueTick tick, Func<string, string> next);
}

/// <summary>Of a scheduler that is alone: a tick is remembered at once, for nobody else asks.</summary>
internal sealed class LocalTickLog : ITickLog
{
    public bool HasSuccessor => false;

    public IReadOnlyDictionary<string, DateTimeOffset> Through { get; } = new Dictionary<string, DateTimeOffset>();

    public IReadOnlyList<DueTick> Waiting => [];

    public bool Stopped => false;

    public bool Remember(IReadOnlyList<DueTick> ticks) => true;

    public void Ended(string schedule, DateTimeOffset due)
    {
        // Nobody asks for it.
    }

    public void Missed(MissedTicks missed) => throw new InvalidOperationException("A scheduler that is alone accounts for no ticks before its own time.");

    public string BatchId(DueTick tick, Func<string, string> next) => next(tick.Schedule);
}

/// <summary>Of a scheduler that others may take over from: an actor keeps the ticks.</summary>
/// <param name="Keeper">Takes <see cref="RememberTicks"/>, <see cref="TickEnded"/> and <see cref="MissedTicks"/>.</param>
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

/// <summary>A tick that is about to be started, or to wait for the batch before it.</summary>
/// <param name="Schedule">The schedule's name.</param>
/// <param name="Due">When it was due: with the name its identity.</param>
/// <param name="Through">Up to when this one accounts for all that was due: later than its own time where it is caught up.</param>
internal sealed record DueTick(string Schedule, DateTimeOffset Due, DateTimeOffset Through)
{
    /// <summary>
    /// It is not started when this is remembered, but waits, and whoever takes over may start it. It is remembered once more, without this, before it
    /// is started.
    /// </summary>
    public bool Waits { get; init; }

    /// <summary>The id of its batch, the same whoever starts it.</summary>
    public string BatchId => string.Create(CultureInfo.InvariantCulture, $"{Schedule}@{Due.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z");
}

/// <summary>To the keeper of ticks. Answered with <see cref="TicksRemembered"/> when a majority knows; not before.</summary>
internal sealed record RememberTicks(IReadOnlyList<DueTick> Ticks);

/// <summary>They may be started; those that wait may wait.</summary>
internal sealed record TicksRemembered(IReadOnlyList<DueTick> Ticks);

/// <summary>To the keeper of ticks: the batch of that tick has ended, or there is none.</summary>
internal sealed record TickEnded(string Schedule, DateTimeOffset Due);

/// <summary>To the keeper of ticks: these were due before there was this scheduler, and this becomes of them.</summary>
internal sealed record MissedTicks(string Schedule, DateTimeOffset First, bool RunOnce);
