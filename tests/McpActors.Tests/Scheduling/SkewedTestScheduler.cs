using Akka.Event;

namespace McpActors.Tests.Scheduling;

/// <summary>
/// Virtual time whose wall clock can jump, as when someone sets a machine's clock or the machine wakes from sleep.
/// </summary>
public sealed class SkewedTestScheduler(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler
{
    public TimeSpan Skew { get; set; }

    /// <summary>The number of timers that were set.</summary>
    public int TimersSet { get; private set; }

    DateTimeOffset ITimeProvider.Now => TimeNow + Skew;

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        TimersSet++;
        ScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }
}
