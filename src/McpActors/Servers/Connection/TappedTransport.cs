using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// A transport whose notifications are seen as they come. The client hands each message to a thread of its own, so that a call's last
/// progress may overtake the one before it, or come after the result; here they are still in the server's order. It notes when the last message came.
/// </summary>
internal sealed class TappedTransport(IClientTransport transport, Action<JsonRpcNotification> tap, TimeProvider clock) : IClientTransport
{
    private volatile string? _loggingLevel;
    private long _received;
    private long _lastMessage = clock.GetTimestamp();

    public string Name => transport.Name;

    /// <summary>How many messages there were from the server.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>The timestamp of the last of them.</summary>
    public long LastMessage => Volatile.Read(ref _lastMessage);

    /// <summary>
    /// What is put into each request from now on. From protocol 2026-07-28 on that is how a server is told (SEP-2575), and the client has no
    /// way to: it takes the key out of what it sends.
    /// </summary>
    public string? LoggingLevel
    {
        set => _loggingLevel = value;
    }

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default) =>
        new Connected(this, await transport.ConnectAsync(cancellationToken), tap);

    // The client reads with one thread.
    private void OnMessage()
    {
        Volatile.Write(ref _lastMessage, clock.GetTimestamp());
        Volatile.Write(ref _received, _received + 1);
    }

    private sealed class Connected(TappedTransport owner, ITransport transport, Action<JsonRpcNotification> tap) : ITransport
    {
        public string? SessionId => transport.SessionId;

        public ChannelReader<JsonRpcMessage> MessageReader { get; } = new Reader(owner, transport.MessageReader, tap);

        public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
        {
            if (owner._loggingLevel is { } level && message is JsonRpcRequest { Params: JsonObject parameters }
                && parameters["_meta"] is JsonObject meta)
            {
                meta[MetaKeys.LogLevel] = level;
            }
            return transport.SendMessageAsync(message, cancellationToken);
        }

        public ValueTask DisposeAsync() => transport.DisposeAsync();
    }

    private sealed class Reader(TappedTransport owner, ChannelReader<JsonRpcMessage> messages, Action<JsonRpcNotification> tap)
        : ChannelReader<JsonRpcMessage>
    {
        public override Task Completion => messages.Completion;

        public override bool TryRead([MaybeNullWhen(false)] out JsonRpcMessage item)
        {
            if (!messages.TryRead(out item)) return false;
            owner.OnMessage();
            if (item is JsonRpcNotification notification) tap(notification);
            return true;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            messages.WaitToReadAsync(cancellationToken);
    }
}
