using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>Passes the messages of the server through the <see cref="INegotiation"/> to the client.</summary>
internal sealed class NegotiationWriter(ChannelWriter<JsonRpcMessage> client, INegotiation negotiation) : ChannelWriter<JsonRpcMessage>
{
    public override bool TryWrite(JsonRpcMessage item) => client.TryWrite(negotiation.See(item));

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => client.WaitToWriteAsync(cancellationToken);

    public override bool TryComplete(Exception? error = null) => client.TryComplete(error);
}
