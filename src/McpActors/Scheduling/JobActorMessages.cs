using ModelContextProtocol.Protocol;

namespace McpActors.Scheduling;

/// <summary>
/// The first message to the actor of a job. Its sender is the actor's parent and waits for <see cref="JobDone"/>.
/// Immutable.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="JobId">The job's id: the batch's id and the job's number from 1, such as <c>nightly-7/1</c>.</param>
/// <param name="BatchId">The id of the job's batch.</param>
/// <param name="Schedule">The schedule's name; null for a <see cref="RunBatch"/>.</param>
/// <param name="Due">The time of the schedule's tick, or of the arrival of <see cref="RunBatch"/>.</param>
/// <param name="Timeout">The time for the job, from the arrival of this message; more than zero.</param>
public sealed record RunJob(ActorJob Job, string JobId, string BatchId, string? Schedule, DateTimeOffset Due, TimeSpan Timeout);

/// <summary>
/// The answer to <see cref="RunJob"/>: the job has ended, and its actor is stopped. Immutable.
/// </summary>
public sealed record JobDone
{
    private JobDone(CallToolResult? result, string? error) => (Result, Error) = (result, error);

    /// <summary>The result for the report; null for none.</summary>
    public CallToolResult? Result { get; }

    /// <summary>The reason why the job has failed; null if it has succeeded.</summary>
    public string? Error { get; }

    /// <summary>The job has succeeded.</summary>
    /// <param name="text">The result for the report. The default value is null, for none.</param>
    public static JobDone Succeeded(string? text = null) =>
        new(text is null ? null : new CallToolResult { Content = [new TextContentBlock { Text = text }] }, null);

    /// <summary>The job has succeeded with a tool's result.</summary>
    /// <param name="result">The result for the report.</param>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is null.</exception>
    public static JobDone Succeeded(CallToolResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JobDone(result, null);
    }

    /// <summary>The job has failed.</summary>
    /// <param name="error">The reason for the report.</param>
    /// <exception cref="ArgumentException"><paramref name="error"/> is null or empty.</exception>
    public static JobDone Failed(string error)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        return new JobDone(null, error);
    }
}
