using System.Reflection;
using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>The plan of a batch.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Name">The batch's name in reports.</param>
/// <param name="Jobs">The jobs.</param>
/// <param name="MaxParallel">The maximum number of jobs that run at once.</param>
/// <param name="Timeout">The longest duration of one job.</param>
/// <param name="Due">The time at which the batch was due.</param>
/// <param name="Schedule">The schedule's name; null for a batch that was requested with <see cref="RunBatch"/>.</param>
internal sealed record BatchPlan(
    string Id, string Name, IReadOnlyList<Job> Jobs, int MaxParallel, TimeSpan Timeout, DateTimeOffset Due, string? Schedule);

/// <summary>
/// The jobs of one batch: waiting, running and ended ones. A job has ended when its actor has terminated.
/// </summary>
internal sealed class BatchJobs(BatchPlan plan)
{
    private readonly JobReport?[] _reports = new JobReport?[plan.Jobs.Count];
    private readonly Dictionary<IActorRef, (int Index, TimeSpan Begun)> _running = [];
    private readonly Dictionary<IActorRef, Exception> _crashes = [];
    private int _next;
    private bool _cancelled;

    public bool AllEnded => _running.Count == 0 && _next == plan.Jobs.Count;

    public IReadOnlyCollection<IActorRef> Running => _running.Keys;

    /// <summary>
    /// Starts jobs up to the limit; <paramref name="start"/> creates the actor of the job at an index.
    /// </summary>
    public void StartMore(Func<int, IActorRef> start, TimeSpan now)
    {
        for (; _running.Count < plan.MaxParallel && _next < plan.Jobs.Count; _next++)
            _running.Add(start(_next), (_next, now));
    }

    public void Reported(IActorRef actor, JobReport report)
    {
        if (_running.TryGetValue(actor, out var job))
            _reports[job.Index] = report;
    }

    public void Crashed(IActorRef actor, Exception cause) => _crashes[actor] = cause;

    public void Terminated(IActorRef actor, TimeSpan now)
    {
        if (!_running.Remove(actor, out var job))
            return;
        _reports[job.Index] ??= _crashes.Remove(actor, out var cause)
            ? new JobReport(plan.Jobs[job.Index], JobOutcome.Failed, now - job.Begun, null, $"The job's actor crashed: {Reason(cause)}")
            : Unfinished(job.Index, now - job.Begun);
    }

    /// <summary>Starts no further job.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _next = plan.Jobs.Count;
    }

    public BatchReport Report(TimeSpan elapsed) =>
        new(plan.Id, plan.Name, [.. _reports.Select((report, index) => report ?? Unfinished(index, TimeSpan.Zero))], elapsed);

    private JobReport Unfinished(int index, TimeSpan elapsed) => _cancelled
        ? new JobReport(plan.Jobs[index], JobOutcome.Cancelled, elapsed, null, "The batch was cancelled.")
        : new JobReport(plan.Jobs[index], JobOutcome.Failed, elapsed, null, "The job ended before it had a result.");

    /// <summary>
    /// The message of an actor's crash. Up to three uninformative exceptions wrap an exception of a constructor or
    /// PreStart.
    /// </summary>
    public static string Reason(Exception cause)
    {
        while (cause is ActorInitializationException or TypeLoadException or TargetInvocationException
            && cause.InnerException is { } inner) cause = inner;
        return cause.Message;
    }
}
