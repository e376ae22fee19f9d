using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Async;

/// <summary>Who is told something in place of a caller that is no actor.</summary>
internal abstract class Promise(PendingPromises pending) : MinimalActorRef
{
    private ActorPath? _path;

    // Made when somebody asks; most are answered without.
    public sealed override ActorPath Path =>
        _path ?? Interlocked.CompareExchange(ref _path, new ChildActorPath(Pending.Path, Name, Pending.NextNumber()), null) ?? _path;

    public sealed override IActorRefProvider Provider => Pending.Provider;

    /// <summary>Its neighbours among those that are pending; theirs to set.</summary>
    public Promise? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public Promise? Next { get; set; }

    protected PendingPromises Pending { get; } = pending;

    protected abstract string Name { get; }

    /// <summary>The actor system has terminated: nobody will answer any more.</summary>
    public abstract void Fail(McpServerException why);
}

/// <summary>
/// Waits for one answer. It is to <c>Ask</c> what a tool call needs: no timer, as the actors have theirs, and one object for the answer and the
/// progress. It completes once; what comes later is not heard. Thread-safe.
/// </summary>
/// <param name="pending">Those that it is one of.</param>
/// <param name="select">What the caller gets of the answer.</param>
/// <param name="late">Told of an answer that nobody waits for any more; null where there is nothing to do about it.</param>
internal sealed class Promise<TAnswer, TResult>(
    PendingPromises pending, Func<TAnswer, TResult> select, Action<TAnswer>? late = null)
    : Promise(pending)
    where TAnswer : class
{
    private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;

    public Task<TResult> Task => _result.Task;

    public IProgress<ToolProgress>? Progress { get; init; }

    /// <summary>Takes back what was asked, when the caller has gone; null where that cannot be.</summary>
    public Action? TakeBack { get; set; }

    /// <summary>To be called before anything is asked; where the token is cancelled already, nothing is to be asked.</summary>
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
                FailWith(new InvalidCastException($"The answer is a {message.GetType().Name}, and not a {typeof(TAnswer).Name}."));
                break;
        }
    }

    private void FailWith(Exception why)
    {
        if (_result.TrySetException(why)) Completed();
    }

    private void Report(ToolProgress progress)
    {
        // What its server says after it was cancelled is of no interest.
        if (_result.Task.IsCompleted) return;
        try
        {
            Progress?.Report(progress);
        }
        catch (Exception error)
        {
            // It is the caller's own, and the thread is the client's, which other calls need.
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
        // Not Dispose: that would wait for a callback that may be running on another thread.
        _cancellation.Unregister();
    }
}
