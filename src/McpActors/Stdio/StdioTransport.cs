using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using McpActors.Configuration;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// The streams of one server's process as the MCP client's transport. It stands in the place of the client's own StreamClientTransport, which reads as
/// fast as a server writes into a channel without bounds, begins a task for each message, and lets as many writers wait as there are: a server that only
/// asks takes 250 MB a second of the host. What is counted and when reading pauses is decided here and in <see cref="Intake"/>, between pipe and
/// client, because what the client has taken cannot be given back.
/// </summary>
internal sealed class StdioTransport : IClientTransport, ITransport
{
    // The client takes messages at once and handles each on a thread of the pool. It needs no store.
    private const int MostAtOnce = 64;

    private readonly Channel<JsonRpcMessage> _messages = Channel.CreateBounded<JsonRpcMessage>(
        new BoundedChannelOptions(MostAtOnce) { SingleReader = true });

    private readonly CancellationTokenSource _closed = new();
    private readonly SentRequests _sent = new();
    private readonly ServerRequests _requests;
    private readonly Outlet _outlet;
    private readonly Intake _intake;
    private readonly Stream _stdout;
    private readonly INegotiation _negotiation;
    private volatile string? _loggingLevel;

    /// <param name="stdin">The server's. One that is closed fails every message.</param>
    /// <param name="stdout">The server's.</param>
    /// <param name="settings">The server's bounds.</param>
    /// <param name="requests">Where the server's own requests are counted.</param>
    /// <param name="notifications">What is told of notifications, in the server's order.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="listener">Told what there is to say about the server.</param>
    /// <param name="negotiation">Sees the handshake, and has a say in it.</param>
    public StdioTransport(
        Stream stdin, Stream stdout, ServerSettings settings, ServerRequests requests, INotificationListener notifications, TimeProvider clock,
        IntakeListener listener, INegotiation negotiation)
    {
        _stdout = stdout;
        _negotiation = negotiation;
        _outlet = new Outlet(stdin, settings.MaxUnreadBytes, clock);
        _requests = requests;
        _intake = new Intake(settings, requests, _sent, _outlet, notifications, clock, listener);
    }

    public string Name => "stdio";

    public string? SessionId => null;

    public ChannelReader<JsonRpcMessage> MessageReader => _messages.Reader;

    /// <inheritdoc cref="Outlet.Refusal"/>
    public UnreadException? Refusal => _outlet.Refusal;

    /// <summary>How the server is read.</summary>
    public Intake Intake => _intake;

    /// <summary>
    /// What is put into each request from now on. From protocol 2026-07-28 on that is how a server is told (SEP-2575), and the client has no
    /// way to: it takes the key out of what it sends.
    /// </summary>
    public string? LoggingLevel
    {
        set => _loggingLevel = value;
    }

    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        _ = Task.Run(ReadAsync, CancellationToken.None);
        return Task.FromResult<ITransport>(this);
    }

    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) => message switch
    {
        JsonRpcRequest request => SendRequestAsync(request, cancellationToken),
        JsonRpcNotification notification => SendNotificationAsync(notification, cancellationToken),
        JsonRpcMessageWithId answer => SendAnswerAsync(answer, cancellationToken),
        _ => _outlet.SendAsync(message, mayBeRefused: false, cancellationToken),
    };

    public ValueTask DisposeAsync()
    {
        // Not disposed: it has no timer, and the reader may still be about to ask for its token.
        _closed.Cancel();
        _messages.Writer.TryComplete();
        _outlet.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Cancels every request that is open, behind what waits to be written: a server that works on one, such as <c>subscriptions/listen</c>, may go on after the end
    /// of its stdin otherwise. A server that does not read keeps nobody waiting for longer than that.
    /// </summary>
    public async Task CancelAllAsync(TimeSpan within)
    {
        var open = _sent.RemoveAll();
        if (open.Count == 0) return;
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _outlet.SendAllAsync(open.Select(Cancelled), patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Its stdin is closed or full: it ends by the rungs that follow.
        }
    }

    private static JsonRpcNotification Cancelled(RequestId id) => new()
    {
        Method = NotificationMethods.CancelledNotification,
        Params = JsonSerializer.SerializeToNode(
            new CancelledNotificationParams { RequestId = id, Reason = "The client ends." }, McpJsonUtilities.DefaultOptions),
    };

    private async Task SendRequestAsync(JsonRpcRequest request, CancellationToken cancellation)
    {
        if (_negotiation.AnswerFor(request) is { } answer)
        {
            await _messages.Writer.WriteAsync(answer, cancellation).ConfigureAwait(false);
            return;
        }
        if (_loggingLevel is { } level && request.Params is JsonObject parameters && parameters["_meta"] is JsonObject meta) meta[MetaKeys.LogLevel] = level;
        // Before it is written: the answer may be here before the write returns.
        _sent.Add(request);
        try
        {
            // A sign of life is asked for in any case: it tells a server that does not read from one that is slow.
            await _outlet.SendAsync(request, request.Method is not (RequestMethods.Ping or RequestMethods.ServerDiscover), cancellation).ConfigureAwait(false);
        }
        catch
        {
            _sent.Remove(request.Id);
            throw;
        }
    }

    private Task SendNotificationAsync(JsonRpcNotification notification, CancellationToken cancellation)
    {
        if (notification.Method == NotificationMethods.CancelledNotification && MessageParser.CancelledId(notification) is { } id)
        {
            // It may have been cancelled with all others, or be answered.
            if (!_sent.Remove(id) || _negotiation.Withholds(id)) return Task.CompletedTask;
        }
        _sent.Notify(notification.Method);
        return _outlet.SendAsync(notification, mayBeRefused: false, cancellation);
    }

    private async Task SendAnswerAsync(JsonRpcMessageWithId answer, CancellationToken cancellation)
    {
        try
        {
            await _outlet.SendAsync(answer, mayBeRefused: false, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _requests.End(answer.Id);
        }
    }

    private async Task ReadAsync()
    {
        Exception? error = null;
        try
        {
            await _intake.ReadAsync(_stdout, new NegotiationWriter(_messages.Writer, _negotiation), _closed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The client was closed.
        }
        catch (Exception e)
        {
            error = e;
        }
        _messages.Writer.TryComplete(error);
    }
}
