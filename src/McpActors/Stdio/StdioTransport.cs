using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using McpActors.Configuration;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// The streams of one server's process as the MCP client's transport. It replaces the client's own
/// StreamClientTransport, which reads into an unbounded channel as fast as a server writes, begins a task for each
/// message, and has no limit for waiting writers: a server that only sends requests costs the host 250 MB a second.
/// This transport and <see cref="Intake"/> limit the messages between pipe and client, because the client cannot return
/// a message.
/// </summary>
internal sealed class StdioTransport : IClientTransport, ITransport
{
    // The client takes messages at once and handles each on a thread of the pool, so a small channel is enough.
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

    /// <param name="stdin">The server's stdin. If it is closed, every message fails.</param>
    /// <param name="stdout">The server's stdout.</param>
    /// <param name="settings">The server's limits.</param>
    /// <param name="requests">The server's own requests.</param>
    /// <param name="notifications">Receives notifications in the server's order.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="listener">Receives warnings and the reason to end the server.</param>
    /// <param name="negotiation">Observes and may change the handshake.</param>
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

    /// <summary>The reader of the server's messages.</summary>
    public Intake Intake => _intake;

    /// <summary>
    /// The logging level in each request from now on, as protocol 2026-07-28 and later require (SEP-2575). The client
    /// cannot set it: it removes the key from its requests.
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

    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) => SendAsync(message, null, cancellationToken);

    /// <param name="message">The message.</param>
    /// <param name="delivery">Told when a request is handed to the pipe; null where nobody asks for that.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task SendAsync(JsonRpcMessage message, Delivery? delivery, CancellationToken cancellation) => message switch
    {
        JsonRpcRequest request => SendRequestAsync(request, delivery, cancellation),
        JsonRpcNotification notification => SendNotificationAsync(notification, cancellation),
        JsonRpcMessageWithId answer => SendAnswerAsync(answer, cancellation),
        _ => _outlet.SendAsync(message, mayBeRefused: false, cancellation),
    };

    public ValueTask DisposeAsync()
    {
        // The source is not disposed: it has no timer, and the reader may still need its token.
        _closed.Cancel();
        _messages.Writer.TryComplete();
        _outlet.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Cancels all open requests, after the messages that wait to be written: otherwise, a server that works on one,
    /// such as <c>subscriptions/listen</c>, may continue after the end of its stdin. The time limit also holds for a
    /// server that does not read.
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
            // The server's stdin is closed or full; the next rungs of the ladder end it.
        }
    }

    private static JsonRpcNotification Cancelled(RequestId id) => new()
    {
        Method = NotificationMethods.CancelledNotification,
        Params = JsonSerializer.SerializeToNode(
            new CancelledNotificationParams { RequestId = id, Reason = "The client ends." }, McpJsonUtilities.DefaultOptions),
    };

    private async Task SendRequestAsync(JsonRpcRequest request, Delivery? delivery, CancellationToken cancellation)
    {
        if (_negotiation.AnswerFor(request) is { } answer)
        {
            await _messages.Writer.WriteAsync(answer, cancellation).ConfigureAwait(false);
            return;
        }
        if (_loggingLevel is { } level && request.Params is JsonObject parameters && parameters["_meta"] is JsonObject meta) meta[MetaKeys.LogLevel] = level;
        // The request is added before it is written, because the answer may arrive before the write returns.
        _sent.Add(request);
        try
        {
            // Health probes are never refused: they distinguish a server that does not read from a slow one.
            var mayBeRefused = request.Method is not (RequestMethods.Ping or RequestMethods.ServerDiscover);
            await _outlet.SendAsync(request, mayBeRefused, cancellation, delivery).ConfigureAwait(false);
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
            // The request may have been cancelled with all others, or answered.
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
