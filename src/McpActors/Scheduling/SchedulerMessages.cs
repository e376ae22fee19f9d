using ModelContextProtocol.Protocol;
using McpActors.Reaping;

namespace McpActors.Scheduling;

/// <summary>In a cluster: what to do about ticks that were due while no leader stood.</summary>
public enum Misfire
{
    /// <summary>One batch for all of them, as soon as there is a leader. The default.</summary>
    RunOnce,

    /// <summary>They are passed over.</summary>
    Skip,
}

/// <summary>What to do with a tick that comes while the schedule's last batch still runs.</summary>
public enum Overlap
{
    /// <summary>The tick is passed over. The default.</summary>
    Skip,

    /// <summary>It waits until that batch has been swept. One tick waits at most; more are passed over.</summary>
    Queue,

    /// <summary>It runs beside it.</summary>
    Allow,
}

/// <summary>When which jobs run.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>Its name, unique among schedules.</summary>
    public required string Name { get; init; }

    /// <summary>Five fields (minute, hour, day, month, weekday), or six with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>The jobs of each batch.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>The time zone of <see cref="Cron"/>, an IANA name; null for the scheduler's (<c>scheduler.time-zone</c>, UTC by default).</summary>
    public string? TimeZone { get; init; }

    /// <summary>What to do with a tick that comes too early.</summary>
    public Overlap Overlap { get; init; }

    /// <summary>In a cluster: what to do about ticks that were due while no leader stood.</summary>
    public Misfire Misfire { get; init; }

    /// <summary>How many jobs run at once. 4 by default.</summary>
    public int MaxParallel { get; init; } = DefaultMaxParallel;

    /// <summary>How long one job may take. 5 minutes by default.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    // Those of RunBatch, too.
    internal const int DefaultMaxParallel = 4;

    internal static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether both are due at the same times.</summary>
    internal bool IsDueLike(ScheduleDefinition other) => Cron == other.Cron && TimeZone == other.TimeZone;
}

/// <summary>
/// Runs jobs as one batch now. Answered with <see cref="BatchSwept"/> when the last job has ended and the reaper has swept,
/// or with <c>Status.Failure</c> and a <see cref="McpSchedulerException"/> where it is refused, the reaper does not answer, or the batch
/// is ended before its last job (see <see cref="McpSchedulerException.Batch"/>).
/// </summary>
/// <param name="Jobs">The jobs; they run in parallel, up to <paramref name="MaxParallel"/>.</param>
/// <param name="Name">A name for the batch in reports.</param>
/// <param name="MaxParallel">How many run at once.</param>
/// <param name="Timeout">How long one job may take; null for 5 minutes.</param>
/// <param name="BatchId">The caller's own id, so that <see cref="CancelBatch"/> can find it; null to have one made.</param>
public sealed record RunBatch(
    IReadOnlyList<Job> Jobs, string Name = "batch", int MaxParallel = ScheduleDefinition.DefaultMaxParallel, TimeSpan? Timeout = null, string? BatchId = null);

/// <summary>Cancels what still runs of a batch. Its requester gets the usual <see cref="BatchSwept"/>. Not answered.</summary>
public sealed record CancelBatch(string BatchId);

/// <summary>Adds a schedule or replaces the one of that name. Answered with <see cref="SchedulePut"/>, or <c>Status.Failure</c>.</summary>
public sealed record PutSchedule(ScheduleDefinition Schedule);

/// <summary>The schedule is in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Next">When it fires next; null where its cron line has no further time.</param>
public sealed record SchedulePut(string Name, DateTimeOffset? Next);

/// <summary>
/// Removes a schedule; a batch that runs is not disturbed. Answered with <see cref="ScheduleRemoved"/>, or <c>Status.Failure</c>.
/// </summary>
public sealed record RemoveSchedule(string Name);

/// <summary>The schedule is gone.</summary>
public sealed record ScheduleRemoved(string Name);

/// <summary>Asks for all schedules. Answered with <see cref="ScheduleList"/>.</summary>
public sealed record GetSchedules
{
    /// <summary>The message; it has no content.</summary>
    public static GetSchedules Instance { get; } = new();
}

/// <summary>All schedules, by name.</summary>
public sealed record ScheduleList(IReadOnlyList<ScheduleStatus> Schedules);

/// <summary>A schedule at one moment.</summary>
/// <param name="Schedule">What it is.</param>
/// <param name="Next">When it fires next; null where its cron line has no further time.</param>
/// <param name="Running">How many of its batches run.</param>
/// <param name="Skipped">How many ticks were passed over because of overlap, since it was put.</param>
public sealed record ScheduleStatus(ScheduleDefinition Schedule, DateTimeOffset? Next, int Running, int Skipped);

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>The tool gave a result.</summary>
    Succeeded,

    /// <summary>The tool gave an error as its result.</summary>
    ToolError,

    /// <summary>The call failed: see <see cref="JobReport.Error"/>.</summary>
    Failed,

    /// <summary>It took longer than the timeout.</summary>
    TimedOut,

    /// <summary>The batch was cancelled.</summary>
    Cancelled,
}

/// <summary>How one job ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Elapsed">How long it took, from when it was begun.</param>
/// <param name="Result">What the tool gave, where it gave something.</param>
/// <param name="Error">What went wrong, where something did.</param>
public sealed record JobReport(Job Job, JobOutcome Outcome, TimeSpan Elapsed, CallToolResult? Result, string? Error);

/// <summary>How a batch ended.</summary>
/// <param name="BatchId">Its id, unique in the host.</param>
/// <param name="Name">The schedule's name, or the one given in <see cref="RunBatch"/>.</param>
/// <param name="Jobs">Each job, in the order in which they were given.</param>
/// <param name="Elapsed">From the first job's begin to the last one's end.</param>
public sealed record BatchReport(string BatchId, string Name, IReadOnlyList<JobReport> Jobs, TimeSpan Elapsed);

/// <summary>The last job of a batch has ended; the sweep comes next. Published on the event stream.</summary>
public sealed record BatchCompleted(BatchReport Batch);

/// <summary>
/// A batch has ended and the reaper has swept. Published on the event stream, and the answer to <see cref="RunBatch"/>.
/// Immutable.
/// </summary>
/// <param name="Batch">The report of the jobs.</param>
/// <param name="Sweep">The report of the sweep; for a batch that a cluster ran, a <c>ClusterSweepReport</c>.</param>
public sealed record BatchSwept(BatchReport Batch, SweepReport Sweep);

/// <summary>
/// The scheduler refuses, or a batch did not come to its proper end. The message says what, why, and what is allowed.
/// </summary>
public sealed class McpSchedulerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the jobs gave, where a batch ran and could not be swept or was ended early; otherwise null.</summary>
    public BatchReport? Batch { get; init; }
}
