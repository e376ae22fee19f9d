using Akka.Actor;

namespace McpActors.Scheduling;

/// <summary>From here on batches, ticks and schedules are refused; what runs goes on. Answered with <c>Done</c>.</summary>
internal sealed record StopAcceptingWork
{
    public static StopAcceptingWork Instance { get; } = new();
}

/// <summary>Answered with <see cref="BatchesDone"/> once no batch is left: each has been swept, or has reported why not.</summary>
internal sealed record AwaitBatches
{
    public static AwaitBatches Instance { get; } = new();
}

/// <summary>No batch is left.</summary>
internal sealed record BatchesDone
{
    public static BatchesDone Instance { get; } = new();
}

/// <summary>The scheduler looks at the clock.</summary>
internal sealed record LookAtClock
{
    public static LookAtClock Instance { get; } = new();
}

/// <summary>
/// From a batch to its scheduler, before anyone else is told, so that whoever acts on the news finds the batch no longer running.
/// </summary>
internal sealed record BatchEnded
{
    public static BatchEnded Instance { get; } = new();
}

/// <summary>From a job to its batch: how it ended. Its actor stops right after.</summary>
internal sealed record JobEnded(JobReport Report);

/// <summary>A batch to itself: a job has ended, or was cancelled, and its actor is still there.</summary>
internal sealed record JobDoesNotStop(IActorRef Job) : INoSerializationVerificationNeeded;
