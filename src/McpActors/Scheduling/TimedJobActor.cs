using Akka.Actor;
using ModelContextProtocol.Protocol;

namespace McpActors.Scheduling;

/// <summary>
/// One job with a time limit from its start. It ends with <see cref="JobEnded"/>; at the limit it receives a <see
/// cref="ReceiveTimeout"/>.
/// </summary>
internal abstract class TimedJobActor(Job job, TimeSpan timeout) : ReceiveActor, IWithTimers
{
    private TimeSpan _begun;

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart()
    {
        _begun = Now;
        // This limit is for the whole job; with SetReceiveTimeout, every message would reset it.
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, timeout);
    }

    protected void End(JobOutcome outcome, CallToolResult? result = null, string? error = null)
    {
        Context.Parent.Tell(new JobEnded(new JobReport(job, outcome, Now - _begun, result, error)));
        Context.Stop(Self);
    }
}
