using ModelContextProtocol.Protocol;
using McpActors.Reaping;

namespace McpActors.Scheduling;

/// <summary>
/// The treatment of ticks that were due while a cluster had no leader. A host without a cluster ignores it.
/// </summary>
public enum Misfire
{
    /// <summary>Runs one batch for all missed ticks, as soon as there is a leader. The default.</summary>
    RunOnce,

    /// <summary>Skips the missed ticks.</summary>
    Skip,
}

/// <summary>The treatment of a tick that is due while the schedule's last batch is still running.</summary>
public enum Overlap
{
    /// <summary>Skips the tick. The default.</summary>
    Skip,

    /// <summary>
    /// Queues the tick until the last batch has been swept. At most one tick waits; others are skipped.
    /// </summary>
    Queue,

    /// <summary>Runs the tick's batch in parallel.</summary>
    Allow,
}

/// <summary>A schedule: jobs, and the times at which they run as one batch. Immutable and thread-safe.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>The schedule's name, unique among schedules. Required.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The times, as a cron line: five fields (minute, hour, day of month, month, day of week), or six with seconds
    /// first. Required.
    /// </summary>
    public required string Cron { get; init; }

    /// <summary>The jobs of each batch. At least one job is required.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>
    /// The time zone of <see cref="Cron"/>, as an IANA name. The default value is null, for the scheduler's time zone
    /// (<c>scheduler.time-zone</c>, UTC by default).
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// The treatment of a tick that is due while the last batch is still running. The default value is <see
    /// cref="Overlap.Skip"/>.
    /// </summary>
    public Overlap Overlap { get; init; }

    /// <summary>
    /// The treatment of ticks that were due while a cluster had no leader. The default value is <see
    /// cref="Misfire.RunOnce"/>. A host without a cluster ignores it.
    /// </summary>
    public Misfire Misfire { get; init; }

    /// <summary>The maximum number of jobs that run at once. The default value is 4. Must be at least 1.</summary>
    public int MaxParallel { get; init; } = DefaultMaxParallel;

    /// <summary>
    /// The longest duration of one job. The default value is 5 minutes. Must be more than zero and at most 24 days.
    /// </summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    // RunBatch has the same defaults.
    internal const int DefaultMaxParallel = 4;

    internal static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether both schedules are due at the same times.</summary>
    internal bool IsDueLike(ScheduleDefinition other) => Cron == other.Cron && TimeZone == other.TimeZone;
}

/// <summary>
/// Runs jobs as one batch now. The answer is <see cref="BatchSwept"/> when the last job has ended and the reaper has
/// swept. It is <c>Status.Failure</c> with a <see cref="McpSchedulerException"/> if the batch is refused, if the reaper
/// does not answer, or if the batch ends before its last job (see <see cref="McpSchedulerException.Batch"/>).
/// </summary>
/// <param name="Jobs">The jobs. At least one is required.</param>
/// <param name="Name">The batch's name in reports. The default value is <c>batch</c>.</param>
/// <param name="MaxParallel">The maximum number of jobs that run at once. The default value is 4. Must be at least
/// 1.</param>
/// <param name="Timeout">The longest duration of one job. The default value is null, for 5 minutes. Must be more than
/// zero and at most 24 days.</param>
/// <param name="BatchId">The caller's id for <see cref="CancelBatch"/>, unique among running batches. The default value
/// is null, which generates an id.</param>
public sealed record RunBatch(
    IReadOnlyList<Job> Jobs,
    string Name = "batch",
    int MaxParallel = ScheduleDefinition.DefaultMaxParallel,
    TimeSpan? Timeout = null,
    string? BatchId = null);

/// <summary>
/// Cancels the remaining jobs of a batch. The batch's requester receives the usual <see cref="BatchSwept"/>. There is
/// no answer, and an unknown id is ignored.
/// </summary>
/// <param name="BatchId">The <see cref="RunBatch.BatchId"/> of the batch, or the id in its reports.</param>
public sealed record CancelBatch(string BatchId);

/// <summary>
/// Adds a schedule, or replaces the schedule of the same name. The answer is <see cref="SchedulePut"/>, or
/// <c>Status.Failure</c> with a <see cref="McpSchedulerException"/>.
/// </summary>
/// <param name="Schedule">The schedule.</param>
public sealed record PutSchedule(ScheduleDefinition Schedule);

/// <summary>The schedule is in force.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="Next">The time of its next tick; null if its cron line has no further time.</param>
public sealed record SchedulePut(string Name, DateTimeOffset? Next);

/// <summary>
/// Removes a schedule; its running batches continue. The answer is <see cref="ScheduleRemoved"/>, or
/// <c>Status.Failure</c> with a <see cref="McpSchedulerException"/>.
/// </summary>
/// <param name="Name">The schedule's name.</param>
public sealed record RemoveSchedule(string Name);

/// <summary>The schedule has been removed.</summary>
/// <param name="Name">The schedule's name.</param>
public sealed record ScheduleRemoved(string Name);

/// <summary>Asks for all schedules. The answer is a <see cref="ScheduleList"/>.</summary>
public sealed record GetSchedules
{
    /// <summary>The message; it has no content.</summary>
    public static GetSchedules Instance { get; } = new();
}

/// <summary>All schedules, by name.</summary>
/// <param name="Schedules">The status of each schedule, ordered by name.</param>
public sealed record ScheduleList(IReadOnlyList<ScheduleStatus> Schedules);

/// <summary>The status of a schedule at one moment. Immutable and thread-safe.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Next">The time of its next tick; null if its cron line has no further time.</param>
/// <param name="Running">The number of its running batches.</param>
/// <param name="Skipped">The number of ticks skipped since the schedule was put.</param>
public sealed record ScheduleStatus(ScheduleDefinition Schedule, DateTimeOffset? Next, int Running, int Skipped);

/// <summary>The outcome of a job.</summary>
public enum JobOutcome
{
    /// <summary>The tool returned a result, or the actor succeeded.</summary>
    Succeeded,

    /// <summary>The tool returned an error as its result.</summary>
    ToolError,

    /// <summary>The call or the actor failed: see <see cref="JobReport.Error"/>.</summary>
    Failed,

    /// <summary>The job took longer than its timeout.</summary>
    TimedOut,

    /// <summary>The batch was cancelled.</summary>
    Cancelled,
}

/// <summary>The report of one job. Immutable; the result is shared, so do not change it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Elapsed">The duration, from the start of the job; zero if the job never started.</param>
/// <param name="Result">The result; null if there is none.</param>
/// <param name="Error">The error; null if the job succeeded.</param>
public sealed record JobReport(Job Job, JobOutcome Outcome, TimeSpan Elapsed, CallToolResult? Result, string? Error);

/// <summary>The report of a batch. Immutable and thread-safe.</summary>
/// <param name="BatchId">The batch's id, unique among the host's running batches.</param>
/// <param name="Name">The schedule's name, or the name given in <see cref="RunBatch"/>.</param>
/// <param name="Jobs">The reports of the jobs, in the order of the request.</param>
/// <param name="Elapsed">The time from the start of the first job to the end of the last.</param>
public sealed record BatchReport(string BatchId, string Name, IReadOnlyList<JobReport> Jobs, TimeSpan Elapsed);

/// <summary>The last job of a batch has ended; the sweep comes next. Published on the event stream.</summary>
/// <param name="Batch">The report of the jobs.</param>
public sealed record BatchCompleted(BatchReport Batch);

/// <summary>
/// A batch has ended and the reaper has swept. Published on the event stream, and the answer to <see cref="RunBatch"/>.
/// Immutable.
/// </summary>
/// <param name="Batch">The report of the jobs.</param>
/// <param name="Sweep">The report of the sweep; for a batch that a cluster ran, a <c>ClusterSweepReport</c>.</param>
public sealed record BatchSwept(BatchReport Batch, SweepReport Sweep);

/// <summary>
/// The scheduler refused a request, or a batch ended early or was not swept. The message gives the reason and the
/// allowed values.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause. The default value is null.</param>
public sealed class McpSchedulerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The report of a batch that ended early or was not swept. The default value is null.</summary>
    public BatchReport? Batch { get; init; }
}
