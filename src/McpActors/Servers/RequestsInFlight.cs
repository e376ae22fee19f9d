using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// The requests that one process has not answered yet. Each is answered exactly once, by whoever takes it out of the table: with what
/// the server gave, or with why it gave nothing. Sent by the ServerActor, closed by the ProcessActor, and answered from neither, so that
/// a call waits in as few mailboxes as there can be and none is lost in one. Thread-safe.
/// </summary>
internal sealed class RequestsInFlight(McpClient client, ServerSettings settings)
{
    private readonly ConcurrentDictionary<long, Pending> _pending = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Closure? _closure;
    private volatile bool _draining;
    private long _lastId;

    public void Send(IServerRequest message, IActorRef replyTo)
    {
        var timeout = message.Timeout ?? settings.CallTimeout;
        var pending = new Pending(message, replyTo, timeout, Stopwatch.GetTimestamp(), new CancellationTokenSource(timeout));
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

    /// <summary>Completes when all is answered. To be called after the last <see cref="Send"/>.</summary>
    public Task DrainAsync()
    {
        _draining = true;
        if (_pending.IsEmpty) _drained.TrySetResult();
        return _drained.Task;
    }

    /// <summary>Fails what is under way, and all that comes. The first reason stays.</summary>
    public void Close(ServerFailure failure, string reason, ExitReport? exit)
    {
        var closure = Interlocked.CompareExchange(ref _closure, new Closure(failure, reason, exit), null) ?? _closure!;
        foreach (var id in _pending.Keys) Fail(id, closure);
    }

    private void Fail(long id, Closure closure)
    {
        if (!TryTake(id, out var pending)) return;
        var error = pending.CancelledFor is { } cancelled
            ? Failure(pending, ServerFailure.Cancelled, $"was cancelled: {cancelled}.", closure.Exit)
            : Failure(pending, closure.Failure, $"failed: {closure.Reason}.{ExitDescription.Of(closure.Exit)}", closure.Exit);
        pending.ReplyTo.Tell(new Status.Failure(error));
        pending.Cancel(closure.Reason);
    }

    private bool TryTake(long id, [NotNullWhen(true)] out Pending? pending)
    {
        if (!_pending.TryRemove(id, out pending)) return false;
        if (_draining && _pending.IsEmpty) _drained.TrySetResult();
        return true;
    }

    private async Task CompleteAsync(long id, Pending pending)
    {
        object answer;
        try
        {
            answer = await AskAsync(pending.Message, pending);
        }
        catch (Exception error) when (IsBrokenStream(error))
        {
            // The news of the exit is on its way and tells more: Close answers then.
            return;
        }
        catch (Exception error)
        {
            answer = new Status.Failure(Explain(pending, error));
        }
        if (!TryTake(id, out _)) return;
        pending.ReplyTo.Tell(answer);
        pending.Cancellation.Dispose();
    }

    private async Task<object> AskAsync(IServerRequest message, Pending pending)
    {
        var cancellation = pending.Cancellation.Token;
        if (message is not CallTool call) return new ToolList(message.Server, await ListToolsAsync(cancellation));
        try
        {
            var result = await client.CallToolAsync(
                new CallToolRequestParams { Name = call.Tool, Arguments = call.Arguments?.ToDictionary() ?? [] }, cancellation);
            return new ToolResult(call.Server, call.Tool, result, Stopwatch.GetElapsedTime(pending.Since));
        }
        catch (McpProtocolException e)
        {
            // Servers do not agree on the code for a tool that they do not have, so look.
            var tools = await ListToolsAsync(cancellation);
            if (tools.Any(tool => tool.Name == call.Tool)) throw;
            var names = string.Join(", ", tools.Select(tool => tool.Name));
            throw new McpServerException(
                call.Server, ServerFailure.UnknownTool, $"Server '{call.Server}' has no tool '{call.Tool}'. It has: {names}.", null, e);
        }
    }

    private async Task<IReadOnlyList<Tool>> ListToolsAsync(CancellationToken cancellation)
    {
        var tools = await client.ListToolsAsync(cancellationToken: cancellation);
        return [.. tools.Select(tool => tool.ProtocolTool)];
    }

    private static bool IsBrokenStream(Exception error) =>
        error is IOException or ObjectDisposedException or ClientTransportClosedException;

    private static McpServerException Explain(Pending pending, Exception error) => error switch
    {
        McpServerException known => known,
        OperationCanceledException when pending.CancelledFor is { } reason =>
            Failure(pending, ServerFailure.Cancelled, $"was cancelled: {reason}.", null, error),
        OperationCanceledException => Failure(
            pending, ServerFailure.TimedOut, $"got no answer within {pending.Timeout.TotalSeconds:0.###} s.", null, error),
        McpException => Failure(pending, ServerFailure.ProtocolError, $"was refused: {error.Message}", null, error),
        _ => Failure(pending, ServerFailure.ProtocolError, $"failed: {error.Message}", null, error),
    };

    private static McpServerException Failure(
        Pending pending, ServerFailure failure, string whatHappened, ExitReport? exit, Exception? inner = null)
    {
        var request = pending.Message is CallTool call ? $"Tool '{call.Tool}' of server" : "The list of tools of server";
        return new McpServerException(pending.Message.Server, failure, $"{request} '{pending.Message.Server}' {whatHappened}", exit, inner);
    }

    private sealed record Closure(ServerFailure Failure, string Reason, ExitReport? Exit);

    private sealed record Pending(
        IServerRequest Message, IActorRef ReplyTo, TimeSpan Timeout, long Since, CancellationTokenSource Cancellation)
    {
        public string? CancelledFor { get; private set; }

        public void Cancel(string reason)
        {
            CancelledFor ??= reason;
            try
            {
                Cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It was answered meanwhile.
            }
        }
    }
}
