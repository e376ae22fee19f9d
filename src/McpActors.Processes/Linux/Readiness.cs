namespace McpActors.Processes.Linux;

/// <summary>
/// An edge that can be awaited. Take <see cref="Next"/>, then try, then await it: an edge after the take is not missed.
/// Thread-safe.
/// </summary>
internal sealed class Readiness
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next edge.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Signals an edge.</summary>
    public void Signal() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
