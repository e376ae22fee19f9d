using Akka.Event;

namespace McpActors.Tests.Sessions;

/// <summary>Virtual time with a virtual monotonic clock; TestScheduler's own is the machine's.</summary>
public sealed class VirtualTime(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler
{
    private static readonly DateTimeOffset Origin = DateTimeOffset.UnixEpoch;

    /// <summary>The number of timers that were set.</summary>
    public int TimersSet { get; private set; }

    TimeSpan ITimeProvider.MonotonicClock => TimeNow - Origin;

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        TimersSet++;
        ScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }
}
