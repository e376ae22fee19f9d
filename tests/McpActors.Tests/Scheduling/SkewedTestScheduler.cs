using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace McpActors.Tests.Scheduling;

/// <summary>
/// Virtual time whose wall clock can be set without any time going by, as when someone sets a machine's clock or it wakes from sleep.
/// </summary>
public sealed class SkewedTestScheduler(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler
{
    public TimeSpan Skew { get; set; }

    /// <summary>How many timers were set.</summary>
    public int TimersSet { get; private set; }

    DateTimeOffset ITimeProvider.Now => TimeNow + Skew;

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        TimersSet++;
        ScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }
}
