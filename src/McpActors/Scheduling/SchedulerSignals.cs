using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>
/// Refuses new batches, ticks and schedules from now on; running batches continue. The answer is <c>Done</c>.
/// </summary>
internal sealed record StopAcceptingWork
{
    public static StopAcceptingWork Instance { get; } = new();
}

/// <summary>
/// Asks for <see cref="BatchesDone"/>, which follows when each batch has been swept or has reported why not.
/// </summary>
internal sealed record AwaitBatches
{
    public static AwaitBatches Instance { get; } = new();
}

/// <summary>No batch is left.</summary>
internal sealed record BatchesDone
{
    public static BatchesDone Instance { get; } = new();
}

/// <summary>From the scheduler to itself: read the clock.</summary>
internal sealed record LookAtClock
{
    public static LookAtClock Instance { get; } = new();
}

/// <summary>
/// From a batch to its scheduler, before the batch answers or publishes, so that a receiver of the answer finds that
/// the batch is no longer running.
/// </summary>
internal sealed record BatchEnded
{
    public static BatchEnded Instance { get; } = new();
}

/// <summary>From a job to its batch: the job's report. The job's actor stops right after.</summary>
internal sealed record JobEnded(JobReport Report);

/// <summary>From a batch to itself: a job has ended or was cancelled, but its actor has not stopped.</summary>
internal sealed record JobDoesNotStop(IActorRef Job) : INoSerializationVerificationNeeded;
