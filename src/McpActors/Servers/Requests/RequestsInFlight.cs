using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;
using ModelContextProtocol.Client;

namespace McpActors.Servers;

/// <summary>
/// The requests that one process has not answered yet. Each is answered exactly once, by whoever takes it out of the table: with what
/// the server gave, or with why it gave nothing. Sent by the ServerActor, closed by the ProcessActor, and answered from neither, so that
/// a call waits in as few mailboxes as there can be and none is lost in one. Thread-safe.
/// </summary>
internal sealed class RequestsInFlight : IProcessRequests
{
    // The news of an exit takes less.
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
    private volatile Closure? _closure;
    private volatile bool _draining;
    private long _lastId;
    private int _count;
    private long _lastUse;
    private long _lastIdle;

    /// <param name="connection">To the process.</param>
    /// <param name="settings">Its server's.</param>
    /// <param name="clock">Tells how long a request takes; the system's by default, with which its timer takes the least.</param>
    /// <param name="onBreaker">Told each change of a breaker, in their order.</param>
    /// <param name="idleClock">Tells how long there was none, and the breaker how long it is open; the same by default.</param>
    /// <param name="warn">Told what is wrong with answers that were read all the same, a sentence each.</param>
    public RequestsInFlight(
        McpConnection connection, ServerSettings settings, TimeProvider? clock = null, Action<BreakerChange>? onBreaker = null, TimeProvider? idleClock = null,
        Action<string>? warn = null)
    {
        _execution = new RequestExecution(connection, settings, warn ?? (_ => { }));
        _connection = connection;
        _settings = settings;
        _clock = clock ?? TimeProvider.System;
        _idleClock = idleClock ?? _clock;
        _breakers = new RequestBreakers(settings.Breaker, _idleClock, onBreaker);
        _lastUse = _lastIdle = _idleClock.GetTimestamp();
        connection.Notifications.OnProgress = OnProgress;
    }

    /// <summary>How many are under way.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How long nothing has been under way: since the last answer, or since there is a process; zero while something is.</summary>
    public TimeSpan Unused => Count > 0 ? TimeSpan.Zero : _idleClock.GetElapsedTime(Volatile.Read(ref _lastUse));

    /// <summary>Why requests are refused for a while; null where they are not.</summary>
    public string? BreakerOpen => _breakers.Reason;

    /// <summary>Why the process is not read, or was not a moment ago; null where it is.</summary>
    public string? ReadingPaused => _connection.ReadingPaused;

    /// <summary>Whether there was, since that time, a moment at which nothing was under way.</summary>
    public bool WasIdleSince(long timestamp) => Count == 0 || Volatile.Read(ref _lastIdle) >= timestamp;

    /// <summary>Sends a request, also to a process that drains; it is answered whatever happens.</summary>
    public void Send(IServerRequest message, IActorRef replyTo)
    {
        Interlocked.Increment(ref _count);
        SendCounted(message, replyTo);
    }

    public bool TrySend(IServerRequest message, IActorRef replyTo)
    {
        // Counted first and looked after: whichever of this and the end of all sending comes later sees the other.
        Interlocked.Increment(ref _count);
        if (_draining)
        {
            Uncount();
            return false;
        }
        SendCounted(message, replyTo);
        return true;
    }

    private void SendCounted(IServerRequest message, IActorRef replyTo)
    {
        // The client would come to the same in more steps, and callers that insist ask thousands of times a second.
        if (_connection.Refusal is { } unread && _closure is null)
        {
            Uncount();
            replyTo.Tell(new Status.Failure(RequestFailures.Explain(message, unread, _settings)));
            return;
        }
        if (!_breakers.TryEnter(message, out var pass, out var refusal) && _closure is null)
        {
            Uncount();
            replyTo.Tell(new Status.Failure(RequestFailures.Of(message, ServerFailure.BreakerOpen, refusal!)));
            return;
        }
        var pending = new PendingRequest(message, replyTo, message.Timeout ?? _settings.CallTimeout, _settings.MaxCallTimeout, _clock, pass);
        var id = Interlocked.Increment(ref _lastId);
        _pending[id] = pending;
        // Entered first and looked after: whichever of Close and this comes later sees the other.
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

    /// <summary>Fails what is under way, and all that comes. The first reason stays.</summary>
    public void Close(ServerFailure failure, string reason, ExitReport? exit)
    {
        var closure = Interlocked.CompareExchange(ref _closure, new Closure(failure, reason, exit), null) ?? _closure!;
        foreach (var id in _pending.Keys) Fail(id, closure);
        _closed.TrySetResult();
    }

    /// <summary>Whether the news of a process's exit is on its way, and tells more than this.</summary>
    public static bool IsBrokenStream(Exception? error) => error is IOException or ObjectDisposedException or ClientTransportClosedException;

    private void OnProgress(long id, ServerNotifications.Progress progress)
    {
        if (!_pending.TryGetValue(id, out var pending) || pending.Message is not CallTool { ProgressTo: { } listener } call) return;
        pending.Extend();
        listener.Tell(new ToolProgress(call.Server, call.Tool, call.CallId, progress.Value, progress.Total, progress.Message));
    }

    private void Fail(long id, Closure closure)
    {
        if (!TryTake(id, out var pending)) return;
        var error = pending.CancelledFor is { } cancelled
            ? RequestFailures.Of(pending.Message, ServerFailure.Cancelled, $"was cancelled: {cancelled}.", closure.Exit)
            : RequestFailures.Of(pending.Message, closure.Failure, $"failed: {closure.Reason}.{ExitDescription.Of(closure.Exit)}", closure.Exit);
        pending.ReplyTo.Tell(new Status.Failure(error));
        pending.Cancel(closure.Reason, closure.Failure);
    }

    private bool TryTake(long id, [NotNullWhen(true)] out PendingRequest? pending)
    {
        if (!_pending.TryRemove(id, out pending)) return false;
        // In this order: who sees that none is left sees since when.
        var now = _idleClock.GetTimestamp();
        Volatile.Write(ref _lastUse, now);
        if (Interlocked.Decrement(ref _count) != 0) return true;
        Volatile.Write(ref _lastIdle, now);
        if (_draining) _drained.TrySetResult();
        return true;
    }

    // It was never sent, and so it is no use of the process.
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
            // Close answers then, and knows more. A server that has only closed its stdin goes on, and nobody closes.
            await Task.WhenAny(_closed.Task, Task.Delay(BrokenMargin));
            if (_closure is not null) return;
            failure = error;
            answer = new Status.Failure(RequestFailures.Of(
                pending.Message, ServerFailure.Exited, $"failed: {ServerWords.Of(_settings, error.Message).TrimEnd('.')}. Its process goes on, and cannot be asked.", null, error));
        }
        catch (Exception error)
        {
            failure = error;
            answer = new Status.Failure(Explain(pending, error));
        }
        if (!TryTake(id, out _)) return;
        // Before the answer: who asks again at once finds the breaker as this has left it.
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
        else if (isSilence is true) _breakers.Fail(pending.Message, pending.Pass, ((Status.Failure)answer).Cause.Message);
        else _breakers.Succeed(pending.Message, pending.Pass);
    }

    private McpServerException Explain(PendingRequest pending, Exception error) => error switch
    {
        OperationCanceledException when pending.CancelledFor is { } reason =>
            RequestFailures.Of(pending.Message, ServerFailure.Cancelled, $"was cancelled: {reason}.", null, error),
        OperationCanceledException => RequestFailures.Of(pending.Message, ServerFailure.TimedOut, pending.DescribeTimeout(), null, error),
        _ => RequestFailures.Explain(pending.Message, error, _settings),
    };

    private sealed record Closure(ServerFailure Failure, string Reason, ExitReport? Exit);
}
