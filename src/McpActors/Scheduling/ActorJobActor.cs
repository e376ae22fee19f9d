using Akka.Actor;
using ModelContextProtocol.Protocol;

namespace McpActors.Scheduling;

/// <summary>One job that is an actor of the platform's: its parent, which ends with it, and ends it.</summary>
internal sealed class ActorJobActor : ReceiveActor, IWithTimers
{
    private readonly RunJob _run;
    private TimeSpan _begun;
    private Exception? _crash;

    public ActorJobActor(RunJob run)
    {
        _run = run;
        Receive<JobDone>(done => End(done.Error is null ? JobOutcome.Succeeded : JobOutcome.Failed, done.Result, done.Error));
        Receive<Status.Failure>(failure => End(JobOutcome.Failed, error: failure.Cause?.Message ?? "The job failed without a reason."));
        Receive<ReceiveTimeout>(_ => End(JobOutcome.TimedOut, error: $"It was not done within the job's timeout of {_run.Timeout}."));
        Receive<Terminated>(_ => OnStopped());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    // A job is never run a second time behind its caller's back.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _crash = cause;
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        _begun = Now;
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, _run.Timeout);
        Context.Watch(Context.ActorOf(_run.Job.Actor, "actor")).Tell(_run);
    }

    private void OnStopped()
    {
        if (_crash is null) End(JobOutcome.Succeeded);
        else End(JobOutcome.Failed, error: $"The job's actor crashed: {BatchJobs.Reason(_crash)}");
    }

    private void End(JobOutcome outcome, CallToolResult? result = null, string? error = null)
    {
        Context.Parent.Tell(new JobEnded(new JobReport(_run.Job, outcome, Now - _begun, result, error)));
        Context.Stop(Self);
    }
}
