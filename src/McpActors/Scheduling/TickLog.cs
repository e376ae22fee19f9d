using System.Globalization;
using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>
/// Where a scheduler that others may take over from has its ticks remembered, before it starts them. A scheduler that is alone has none.
/// </summary>
/// <param name="Keeper">Takes <see cref="RememberTicks"/> and <see cref="TickEnded"/>.</param>
/// <param name="Through">
/// Up to when the ticks of each schedule are accounted for: what was due since is caught up or passed over, as the schedule says.
/// </param>
internal sealed record TickLog(IActorRef Keeper, IReadOnlyDictionary<string, DateTimeOffset> Through)
{
    /// <summary>Of some of the schedules: the tick that waited under the one before, and has not been started by anybody.</summary>
    public IReadOnlyList<DueTick> Waiting { get; init; } = [];

    /// <summary>From its beginning on it starts nothing, and what was due before is for whoever takes over from it.</summary>
    public bool Stopped { get; init; }
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
internal sealed record MissedTicks(string Schedule, DateTimeOffset First, bool CaughtUp);
