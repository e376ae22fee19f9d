using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;
using ModelContextProtocol.Client;

namespace McpActors.Servers;

/// <summary>
/// The requests in flight of one process. The thread that removes a request from the table answers it, exactly once,
/// with the server's answer or the failure. The ServerActor sends requests and the ProcessActor closes the table, but
/// answers pass through neither, so that none waits or is lost in a mailbox. Thread-safe.
/// </summary>
internal sealed class RequestsInFlight : IProcessRequests
{
    // The report of an exit takes less time.
    private static readonly TimeSpan BrokenMargin = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<long, PendingRequest> _pending = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RequestExecution _execution;
    private readonly RequestBreakers _breakers;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly McpConnection _connection;
    private readonly ServerSettings _settings;
    private readonly TimeProvider _clock;
    private readonly TimeProvider _idleClock;
    private readonly IRepeatRequests? _repeats;
    private readonly Action<string> _note;
    private volatile Closure? _closure;
    private volatile Extinction? _gone;
    private volatile bool _draining;
    private long _lastId;
    private int _count;
    private long _lastUse;
    private long _lastIdle;

    /// <param name="connection">The connection to the process.</param>
    /// <param name="settings">The server's settings.</param>
    /// <param name="clock">The clock of requests. The default is the system's, which has the cheapest timers.</param>
    /// <param name="onBreaker">Called for each change of a breaker, in order.</param>
    /// <param name="idleClock">The clock of the idle time and of the breakers. The default is the clock of
    /// requests.</param>
    /// <param name="warn">Receives each fault of an answer that could still be read, as a sentence.</param>
    /// <param name="repeats">Receives the requests that are sent again if the process is lost; null for nobody.</param>
    /// <param name="results">The files of results that are too long; null to keep none.</param>
    /// <param name="note">Receives a sentence about each of them.</param>
    public RequestsInFlight(
        McpConnection connection, ServerSettings settings, TimeProvider? clock = null, Action<BreakerChange>? onBreaker = null, TimeProvider? idleClock = null,
        Action<string>? warn = null, IRepeatRequests? repeats = null, Action<string>? note = null, ServerResults? results = null)
    {
        (_repeats, _note) = (repeats, note ?? (_ => { }));
        _execution = new RequestExecution(connection, settings, warn ?? (_ => { }), results);
        _connection = connection;
        _settings = settings;
        _clock = clock ?? TimeProvider.System;
        _idleClock = idleClock ?? _clock;
        _breakers = new RequestBreakers(settings.Breaker, _idleClock, onBreaker);
        _lastUse = _lastIdle = _idleClock.GetTimestamp();
        connection.Notifications.OnProgress = OnProgress;
        connection.Notifications.OnToolsChanged = _execution.Repeatable.Forget;
    }

    /// <summary>The number of requests in flight.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The time since the last answer, or since the start; zero while a request is in flight.</summary>
    public TimeSpan Unused => Count > 0 ? TimeSpan.Zero : _idleClock.GetElapsedTime(Volatile.Read(ref _lastUse));

    /// <summary>The reason why the breaker is open and refuses requests; null if it is closed.</summary>
    public string? BreakerOpen => _breakers.Reason;

    /// <summary>The reason why reading from the process is paused, or was a moment ago; null otherwise.</summary>
    public string? ReadingPaused => _connection.ReadingPaused;

    /// <summary>Whether there was a moment without a request in flight since <paramref name="timestamp"/>.</summary>
    public bool WasIdleSince(long timestamp) => Count == 0 || Volatile.Read(ref _lastIdle) >= timestamp;

    /// <summary>Sends a request, even to a draining process; the request is always answered.</summary>
    public void Send(IServerRequest message, IActorRef replyTo)
    {
        Interlocked.Increment(ref _count);
        SendCounted(message, replyTo, null);
    }

    /// <summary>Asks for the list of tools, where it matters which of them may be called twice.</summary>
    public void LearnTools()
    {
        if (_settings.Retry == ServerRetry.Idempotent) AskForTools();
    }

    private void AskForTools()
    {
        if (_connection.Client.ServerCapabilities.Tools is not null && _execution.Repeatable.TryBeginToLearn())
            Send(new ListTools(_settings.Name), ActorRefs.Nobody);
    }

    public bool TrySend(IServerRequest message, IActorRef replyTo, Repetition? earlier = null)
    {
        // Counting before reading _draining guarantees that this thread or the drain sees the other.
        Interlocked.Increment(ref _count);
        if (_draining)
        {
            Uncount();
            return false;
        }
        SendCounted(message, replyTo, earlier);
        return true;
    }

    private void SendCounted(IServerRequest message, IActorRef replyTo, Repetition? earlier)
    {
        // A shortcut for what the client would do in more steps, because a caller may retry thousands of times a
        // second.
        if (_connection.Refusal is { } unread && _closure is null)
        {
            Uncount();
            replyTo.Tell(new Status.Failure(RequestFailures.Explain(message, unread, _settings, earlier?.Outcome ?? RequestOutcome.NotSent)));
            return;
        }
        if (!_breakers.TryEnter(message, out var pass, out var refusal) && _closure is null)
        {
            Uncount();
            replyTo.Tell(new Status.Failure(RequestFailures.Of(message, ServerFailure.BreakerOpen, earlier?.Outcome ?? RequestOutcome.NotSent, refusal!)));
            return;
        }
        if (message is CallTool { Retry: ServerRetry.Idempotent }) AskForTools();
        var pending = new PendingRequest(message, replyTo, message.Timeout ?? _settings.CallTimeout, _settings.MaxCallTimeout, _clock, pass, _connection.Track(), earlier);
        var id = Interlocked.Increment(ref _lastId);
        _pending[id] = pending;
        // Entering the request before reading _closure guarantees that this thread or Close fails it.
        if (_closure is { } closure) Fail(id, closure);
        else _ = CompleteAsync(id, pending);
    }

    public void Cancel(string callId)
    {
        foreach (var pending in _pending.Values)
            if (pending.Message is CallTool { CallId: { } id } && id == callId) pending.Cancel("its caller cancelled it");
    }

    public Task DrainAsync()
    {
        _draining = true;
        Interlocked.MemoryBarrier();
        if (Count == 0) _drained.TrySetResult();
        return _drained.Task;
    }

    public bool TryCloseIdle()
    {
        _draining = true;
        Interlocked.MemoryBarrier();
        if (Count == 0) return true;
        _draining = false;
        return false;
    }

    /// <summary>Fails the requests in flight and all later ones. The reason of the first call stays.</summary>
    public void Close(ServerFailure failure, string reason, ExitReport? exit)
    {
        var closure = Interlocked.CompareExchange(ref _closure, new Closure(failure, reason, exit), null) ?? _closure!;
        // Requests that are sent again keep their order.
        foreach (var id in _pending.Keys.Order()) Fail(id, closure);
        _closed.TrySetResult();
    }

    /// <summary>The process is extinct, after <see cref="Close"/>: requests kept until then are sent again, or fail.</summary>
    /// <param name="exit">The end of the process; null if nobody saw it.</param>
    public void Extinct(ExitReport? exit)
    {
        if (Interlocked.CompareExchange(ref _gone, new Extinction(exit), null) is not null || _closure is not { } closure) return;
        foreach (var id in _pending.Keys.Order()) Fail(id, closure);
    }

    /// <summary>
    /// Whether an error comes from a broken stream; the report of the process's exit follows and says more.
    /// </summary>
    public static bool IsBrokenStream(Exception? error) => error is IOException or ObjectDisposedException or ClientTransportClosedException;

    private void OnProgress(long id, ServerNotifications.Progress progress)
    {
        if (!_pending.TryGetValue(id, out var pending) || pending.Message is not CallTool { ProgressTo: { } listener } call) return;
        pending.Extend();
        listener.Tell(new ToolProgress(call.Server, call.Tool, call.CallId, progress.Value, progress.Total, progress.Message));
    }

    private void Fail(long id, Closure closure)
    {
        if (!_pending.TryGetValue(id, out var pending)) return;
        var exit = _gone?.Exit ?? closure.Exit;
        if (exit is { Confirmed: true, BytesRead: { } read }) pending.Delivery.Unread(read);
        var outcome = pending.GiveUp();
        var step = closure.Failure != ServerFailure.Exited || _repeats is null ? RetryStep.Fail
            : RetryRules.Decide(RetryRules.For(pending.Message, _settings), pending, outcome, pending.Earlier is { IsIdempotent: true } || _execution.Repeatable.IsIdempotent(pending.Message), _gone);
        if (step == RetryStep.Wait)
        {
            pending.Keep(() => GiveUpKept(id, pending));
            return;
        }
        if (!TryTake(id, out _)) return;
        var error = pending.CancelledFor is { } cancelled
            ? RequestFailures.Of(pending.Message, ServerFailure.Cancelled, outcome, $"was cancelled: {cancelled}.", exit: exit)
            : RequestFailures.Of(pending.Message, closure.Failure, outcome, $"failed: {closure.Reason}.", ExitDescription.Of(exit), exit);
        if (step != RetryStep.Repeat || !TryRepeat(pending, error)) pending.ReplyTo.Tell(new Status.Failure(error));
        pending.Cancel(closure.Reason, closure.Failure);
    }

    private bool TryRepeat(PendingRequest pending, McpServerException error)
    {
        if (!_repeats!.TryRepeat(this, new Repetition(pending, error, _clock))) return false;
        _note($"{RequestFailures.Subject(pending.Message)} it is sent again (retry), because its process is lost: "
            + (error.Outcome == RequestOutcome.NotSent ? "that never saw it." : "that may have acted on it, and it may be repeated."));
        return true;
    }

    // The client may have given it up already, with the stream.
    private void GiveUpKept(long id, PendingRequest pending)
    {
        if (TryTake(id, out _)) pending.ReplyTo.Tell(new Status.Failure(Explain(pending, new OperationCanceledException(pending.Token))));
    }

    private bool TryTake(long id, [NotNullWhen(true)] out PendingRequest? pending)
    {
        if (!_pending.TryRemove(id, out pending)) return false;
        // The time is written before the count, so that a reader of a zero count sees the time.
        var now = _idleClock.GetTimestamp();
        Volatile.Write(ref _lastUse, now);
        if (Interlocked.Decrement(ref _count) != 0) return true;
        Volatile.Write(ref _lastIdle, now);
        if (_draining) _drained.TrySetResult();
        return true;
    }

    // A request that was never sent does not count as a use of the process.
    private void Uncount()
    {
        if (Interlocked.Decrement(ref _count) == 0 && _draining) _drained.TrySetResult();
    }

    private async Task CompleteAsync(long id, PendingRequest pending)
    {
        object answer;
        Exception? failure = null;
        try
        {
            answer = await _execution.RunAsync(pending, id);
        }
        catch (Exception error) when (IsBrokenStream(error))
        {
            // Close usually answers, and knows more. If the server has only closed its stdin, Close is not called.
            await Task.WhenAny(_closed.Task, Task.Delay(BrokenMargin));
            if (_closure is not null) return;
            failure = error;
            answer = new Status.Failure(RequestFailures.Of(
                pending.Message, ServerFailure.Exited, RequestFailures.OutcomeOf(pending, error),
                $"failed: {ServerWords.Of(_settings, error.Message).TrimEnd('.')}. Its process goes on, and cannot be asked.", inner: error));
        }
        catch (Exception error)
        {
            failure = error;
            answer = new Status.Failure(Explain(pending, error));
        }
        if (!TryTake(id, out _)) return;
        // The breaker learns of the outcome before the requester, so that an immediate retry meets the new state.
        Settle(pending, failure, answer);
        pending.ReplyTo.Tell(answer);
        pending.Dispose();
    }

    private void Settle(PendingRequest pending, Exception? failure, object answer)
    {
        var isSilence = failure switch
        {
            null => false,
            OperationCanceledException => pending.CancelledFor is null ? true : null,
            _ => RequestFailures.IsSilence(failure),
        };
        if (isSilence is null) _breakers.Abandon(pending.Message, pending.Pass);
        else if (isSilence is true) _breakers.Fail(pending.Message, pending.Pass, ((McpServerException)((Status.Failure)answer).Cause).WithoutOutcome);
        else _breakers.Succeed(pending.Message, pending.Pass);
    }

    private McpServerException Explain(PendingRequest pending, Exception error) => error switch
    {
        OperationCanceledException when pending.CancelledFor is { } reason =>
            RequestFailures.Of(pending.Message, ServerFailure.Cancelled, pending.GiveUp(), $"was cancelled: {reason}.", inner: error),
        OperationCanceledException => RequestFailures.Of(pending.Message, ServerFailure.TimedOut, pending.GiveUp(), pending.DescribeTimeout(), inner: error),
        _ => RequestFailures.Explain(pending.Message, error, _settings, RequestFailures.OutcomeOf(pending, error)),
    };

    private sealed record Closure(ServerFailure Failure, string Reason, ExitReport? Exit);
}
