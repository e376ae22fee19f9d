using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// A transport whose notifications are seen as they come. The client hands each message to a thread of its own, so that a call's last
/// progress may overtake the one before it, or come after the result; here they are still in the server's order.
/// </summary>
internal sealed class TappedTransport(IClientTransport transport, Action<JsonRpcNotification> tap) : IClientTransport
{
    private volatile string? _loggingLevel;

    public string Name => transport.Name;

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

    private sealed class Connected(TappedTransport owner, ITransport transport, Action<JsonRpcNotification> tap) : ITransport
    {
        public string? SessionId => transport.SessionId;

        public ChannelReader<JsonRpcMessage> MessageReader { get; } = new Reader(transport.MessageReader, tap);

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

    private sealed class Reader(ChannelReader<JsonRpcMessage> messages, Action<JsonRpcNotification> tap) : ChannelReader<JsonRpcMessage>
    {
        public override Task Completion => messages.Completion;

        public override bool TryRead([MaybeNullWhen(false)] out JsonRpcMessage item)
        {
            if (!messages.TryRead(out item)) return false;
            if (item is JsonRpcNotification notification) tap(notification);
            return true;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
            messages.WaitToReadAsync(cancellationToken);
    }
}
