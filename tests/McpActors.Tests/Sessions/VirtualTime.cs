using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace McpActors.Tests.Sessions;

/// <summary>Virtual time whose monotonic clock goes by it as well: TestScheduler's own is the machine's.</summary>
public sealed class VirtualTime(Config config, ILoggingAdapter log) : TestScheduler(config, log), IScheduler
{
    private static readonly DateTimeOffset Origin = DateTimeOffset.UnixEpoch;

    /// <summary>How many timers were set.</summary>
    public int TimersSet { get; private set; }

    TimeSpan ITimeProvider.MonotonicClock => TimeNow - Origin;

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        TimersSet++;
        ScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }
}
