using Akka.Actor;
using ModelContextProtocol.Protocol;

namespace McpActors.Scheduling;

/// <summary>One job, which has its time from its start, and ends with <see cref="JobEnded"/>. When the time is over it is told <see cref="ReceiveTimeout"/>.</summary>
internal abstract class TimedJobActor(Job job, TimeSpan timeout) : ReceiveActor, IWithTimers
{
    private TimeSpan _begun;

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart()
    {
        _begun = Now;
        // Not SetReceiveTimeout: any message would start it anew, and this is the time for the whole job.
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, timeout);
    }

    protected void End(JobOutcome outcome, CallToolResult? result = null, string? error = null)
    {
        Context.Parent.Tell(new JobEnded(new JobReport(job, outcome, Now - _begun, result, error)));
        Context.Stop(Self);
    }
}
