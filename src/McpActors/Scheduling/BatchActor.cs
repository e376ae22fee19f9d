using Akka.Actor;
using Akka.Event;
using McpActors.Reaping;

namespace McpActors.Scheduling;

/// <summary>
/// One batch, from its first job to the sweep after its last. It always answers its requester: with <see
/// cref="BatchSwept"/>, or, if anything else ends it, with <c>Status.Failure</c> from PostStop.
/// </summary>
internal sealed class BatchActor : ReceiveActor, IWithTimers
{
    // The time for a job's actor to stop; its code belongs to the platform.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly BatchPlan _plan;
    private readonly IActorRef _requester;
    private readonly BatchEnvironment _environment;
    private readonly BatchJobs _jobs;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TimeSpan _begun;
    private BatchReport? _report;
    private bool _answered;

    public BatchActor(BatchPlan plan, IActorRef requester, BatchEnvironment environment)
    {
        _plan = plan;
        _requester = requester;
        _environment = environment;
        _jobs = new BatchJobs(plan);
        Become(RunningJobs);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    // A restarted job would run twice without its caller knowing.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _jobs.Crashed(Sender, cause);
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        _begun = Now;
        _jobs.StartMore(StartJob, Now);
    }

    protected override void PostStop()
    {
        if (_answered)
            return;
        if (_report is null)
            _environment.Reaper.Tell(SweepRequest());
        var reason = _report is null
            ? "its actor was stopped or crashed before the last job ended"
            : "its actor was stopped before the sweep ended";
        EndUnswept(_report ?? _jobs.Report(Now - _begun), reason);
    }

    private void RunningJobs()
    {
        Receive<JobEnded>(ended =>
        {
            _jobs.Reported(Sender, ended.Report);
            AwaitStop(Sender);
        });
        Receive<Terminated>(ended => OnStopped(ended.ActorRef));
        Receive<JobDoesNotStop>(stuck =>
        {
            _log.Warning(
                "Batch {0} continues without job {1}, whose actor blocks its thread and does not stop", _plan.Id, stuck.Job.Path.Name);
            OnStopped(stuck.Job);
        });
        Receive<CancelBatch>(_ =>
        {
            _jobs.Cancel();
            foreach (var job in _jobs.Running)
            {
                Context.Stop(job);
                AwaitStop(job);
            }
        });
    }

    private void AwaitStop(IActorRef job) => Timers.StartSingleTimer(job, new JobDoesNotStop(job), StopPatience);

    private void OnStopped(IActorRef job)
    {
        Timers.Cancel(job);
        _jobs.Terminated(job, Now);
        _jobs.StartMore(StartJob, Now);
        if (_jobs.AllEnded)
            AskForSweep();
    }

    private void AskForSweep()
    {
        _report = _jobs.Report(Now - _begun);
        Context.System.EventStream.Publish(new BatchCompleted(_report));
        Become(Sweeping);
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, _environment.SweepTimeout);
        Context.Watch(_environment.Reaper);
        _environment.Reaper.Tell(SweepRequest());
    }

    private void Sweeping()
    {
        Receive<SweepReport>(sweep =>
        {
            var swept = new BatchSwept(_report!, sweep);
            Answer(swept, swept);
            Context.Stop(Self);
        });
        Receive<Status.Failure>(failure => GiveUp($"the reaper failed: {failure.Cause?.Message}", failure.Cause));
        Receive<ReceiveTimeout>(_ => GiveUp($"the reaper did not answer within {_environment.SweepTimeout}"));
        Receive<Terminated>(_ => GiveUp("the reaper has stopped"), gone => gone.ActorRef.Equals(_environment.Reaper));
        // A job's actor that did not stop in time has stopped.
        Receive<Terminated>(_ => { });
        Receive<CancelBatch>(_ => _log.Debug("Batch {0} is being swept; there is nothing left to cancel.", _plan.Id));
    }

    private void GiveUp(string reason, Exception? cause = null)
    {
        EndUnswept(_report!, reason, cause);
        Context.Stop(Self);
    }

    private void EndUnswept(BatchReport report, string reason, Exception? cause = null)
    {
        _log.Warning("Batch {0} was not swept: {1}.", _plan.Id, reason);
        Answer(new Status.Failure(new McpSchedulerException($"Batch '{_plan.Id}' was not swept: {reason}.", cause) { Batch = report }));
    }

    private void Answer(object answer, object? publish = null)
    {
        _answered = true;
        Context.Parent.Tell(BatchEnded.Instance);
        if (publish is not null)
            Context.System.EventStream.Publish(publish);
        _requester.Tell(answer);
    }

    private IActorRef StartJob(int index)
    {
        var (job, id) = (_plan.Jobs[index], $"{_plan.Id}/{index + 1}");
        // Props from expressions would compile one expression per job.
        var props = job is ActorJob actor
            ? Props.Create<ActorJobActor>(_environment.JobActors, new RunJob(actor, id, _plan.Id, _plan.Schedule, _plan.Due, _plan.Timeout))
            : Props.Create<JobActor>(_environment, (ToolJob)job, id, _plan.Timeout);
        return Context.Watch(Context.ActorOf(props, $"{index + 1}"));
    }

    private object SweepRequest() => _environment.SweepOf(new Sweep(SweepScope.OrphansOnly, $"batch {_plan.Id}"), _plan.Jobs);
}
