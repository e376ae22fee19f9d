using Akka.Actor;

namespace McpActors.Common;

/// <summary>The monotonic clock by which actors tell the time, for what is not an actor. Timers are the system's: a scheduler has no better ones.</summary>
internal sealed class SchedulerClock(IScheduler scheduler) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => scheduler.MonotonicClock.Ticks;
}
