using System.Reflection;
using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>What a batch is to do.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in reports.</param>
/// <param name="Jobs">Its jobs.</param>
/// <param name="MaxParallel">How many run at once.</param>
/// <param name="Timeout">How long each may take.</param>
/// <param name="Due">When it was to begin.</param>
/// <param name="Schedule">The schedule that it is of; null where it was asked for.</param>
internal sealed record BatchPlan(
    string Id, string Name, IReadOnlyList<Job> Jobs, int MaxParallel, TimeSpan Timeout, DateTimeOffset Due, string? Schedule);

/// <summary>The jobs of one batch: which wait, which run, how the others ended. A job has ended when its actor has terminated.</summary>
internal sealed class BatchJobs(BatchPlan plan)
{
    private readonly JobReport?[] _reports = new JobReport?[plan.Jobs.Count];
    private readonly Dictionary<IActorRef, (int Index, TimeSpan Begun)> _running = [];
    private readonly Dictionary<IActorRef, Exception> _crashes = [];
    private int _next;
    private bool _cancelled;

    public bool AllEnded => _running.Count == 0 && _next == plan.Jobs.Count;

    public IReadOnlyCollection<IActorRef> Running => _running.Keys;

    /// <summary>Starts jobs up to the limit; <paramref name="start"/> makes the actor of the job at an index.</summary>
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

    /// <summary>No further job starts.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _next = plan.Jobs.Count;
    }

    public BatchReport Report(TimeSpan elapsed) =>
        new(plan.Id, plan.Name, [.. _reports.Select((report, index) => report ?? Unfinished(index, TimeSpan.Zero))], elapsed);

    private JobReport Unfinished(int index, TimeSpan elapsed) => _cancelled
        ? new JobReport(plan.Jobs[index], JobOutcome.Cancelled, elapsed, null, "The batch was cancelled.")
        : new JobReport(plan.Jobs[index], JobOutcome.Failed, elapsed, null, "The job was ended before it had a result.");

    /// <summary>What an actor has crashed with. What its constructor or PreStart throws comes wrapped, up to three times, in what says nothing.</summary>
    public static string Reason(Exception cause)
    {
        while (cause is ActorInitializationException or TypeLoadException or TargetInvocationException && cause.InnerException is { } inner) cause = inner;
        return cause.Message;
    }
}
