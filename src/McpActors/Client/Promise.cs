using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Client;

/// <summary>An actor reference that receives answers for a caller that is not an actor.</summary>
internal abstract class Promise(PendingPromises pending) : MinimalActorRef
{
    private ActorPath? _path;

    // Created on demand; most promises are answered without it.
    public sealed override ActorPath Path =>
        _path ?? Interlocked.CompareExchange(ref _path, new ChildActorPath(Pending.Path, Name, Pending.NextNumber()), null) ?? _path;

    public sealed override IActorRefProvider Provider => Pending.Provider;

    /// <summary>The neighbours in the list of pending promises, which sets them.</summary>
    public Promise? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public Promise? Next { get; set; }

    protected PendingPromises Pending { get; } = pending;

    protected abstract string Name { get; }

    /// <summary>Fails the promise because the actor system has terminated.</summary>
    public abstract void Fail(McpServerException why);
}

/// <summary>
/// Waits for one answer. It replaces <c>Ask</c> for tool calls: it has no timer, because the actors have their own, and
/// one object receives both the answer and the progress. It completes once; later messages are ignored. Thread-safe.
/// </summary>
/// <param name="pending">The list of pending promises.</param>
/// <param name="select">Turns the answer into the caller's result.</param>
/// <param name="late">Called with an answer that arrives after the caller has gone; null to ignore it.</param>
internal sealed class Promise<TAnswer, TResult>(
    PendingPromises pending, Func<TAnswer, TResult> select, Action<TAnswer>? late = null)
    : Promise(pending)
    where TAnswer : class
{
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;

    public Task<TResult> Task => _result.Task;

    public IProgress<ToolProgress>? Progress { get; init; }

    /// <summary>Cancels the request after the caller has gone; null if it cannot be cancelled.</summary>
    public Action? TakeBack { get; set; }

    /// <summary>
    /// Registers the token. Call it before the request is sent; send nothing if the token is already cancelled.
    /// </summary>
    public void CancelWith(CancellationToken cancellation) =>
        _cancellation = cancellation.UnsafeRegister(static (promise, token) => ((Promise<TAnswer, TResult>)promise!).Cancel(token), this);

    protected override string Name => "promise";

    public override void Fail(McpServerException why) => FailWith(why);

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case TAnswer answer:
                if (_result.TrySetResult(select(answer))) Completed();
                else late?.Invoke(answer);
                break;
            case Status.Failure failure:
                FailWith(failure.Cause ?? new InvalidOperationException("It failed without a reason."));
                break;
            case ToolProgress progress:
                Report(progress);
                break;
            default:
                FailWith(new InvalidCastException($"The answer is a {message.GetType().Name} instead of a {typeof(TAnswer).Name}."));
                break;
        }
    }

    private void FailWith(Exception why)
    {
        if (_result.TrySetException(why)) Completed();
    }

    private void Report(ToolProgress progress)
    {
        // Messages of the server after a cancellation are ignored.
        if (_result.Task.IsCompleted) return;
        try
        {
            Progress?.Report(progress);
        }
        catch (Exception error)
        {
            // The exception is the caller's own. It must not reach the client's thread, which other calls need.
            if (!_result.TrySetException(error)) return;
            Completed();
            TakeBack?.Invoke();
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (!_result.TrySetCanceled(token)) return;
        Completed();
        TakeBack?.Invoke();
    }

    private void Completed()
    {
        Pending.Remove(this);
        // Unregister instead of Dispose, which would wait for a callback on another thread.
        _cancellation.Unregister();
    }
}
