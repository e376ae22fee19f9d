using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>
/// One job that is an actor of the platform. This actor is its parent: it stops the job's actor when the job is over,
/// and the job is over when that actor stops.
/// </summary>
internal sealed class ActorJobActor : TimedJobActor
{
    private readonly IReadOnlyDictionary<string, Props> _actors;
    private readonly RunJob _run;
    private Exception? _crash;

    public ActorJobActor(IReadOnlyDictionary<string, Props> actors, RunJob run)
        : base(run.Job, run.Timeout)
    {
        (_actors, _run) = (actors, run);
        Receive<JobDone>(done => End(done.Error is null ? JobOutcome.Succeeded : JobOutcome.Failed, done.Result, done.Error));
        Receive<Status.Failure>(failure => End(JobOutcome.Failed, error: failure.Cause?.Message ?? "The job failed without a reason."));
        Receive<ReceiveTimeout>(_ => End(JobOutcome.TimedOut, error: $"The actor did not finish within the job's timeout of {_run.Timeout}."));
        Receive<Terminated>(_ => OnStopped());
    }

    // A restarted job would run twice without its caller knowing.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _crash = cause;
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        base.PreStart();
        if (Actor() is { } actor) Context.Watch(Context.ActorOf(actor, "actor")).Tell(_run);
        else
        {
            End(JobOutcome.Failed, error: $"This node has no actor '{_run.Job.Name}': "
                + "add the actor to McpActorsSetup.JobActors on every node that may run the job.");
        }
    }

    private Props? Actor() => _run.Job.Props ?? _actors.GetValueOrDefault(_run.Job.Name);

    private void OnStopped()
    {
        if (_crash is null) End(JobOutcome.Succeeded);
        else End(JobOutcome.Failed, error: $"The job's actor crashed: {BatchJobs.Reason(_crash)}");
    }
}
