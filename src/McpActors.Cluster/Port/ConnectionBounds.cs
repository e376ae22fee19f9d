using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace McpActors.Cluster.Port;

/// <summary>
/// Watches one connection until it has proven that it belongs to a node: it is closed if that takes too long or too
/// many bytes. With TLS only decrypted bytes count; TLS itself limits its handshake.
/// </summary>
internal sealed class ConnectionBounds(TimeSpan timeToProve, int mostBytes, Action<string> closed) : ChannelHandlerAdapter
{
    private int _bytes;
    private volatile bool _lifted;

    /// <summary>The connection has proven that it belongs to a node.</summary>
    public void Lift() => _lifted = true;

    public override void ChannelActive(IChannelHandlerContext context)
    {
        context.Executor.Schedule(
            () => CloseUnlessLifted(context, $"it has not proven within {timeToProve.TotalSeconds:0.###} s that it belongs to a node"), timeToProve);
        context.FireChannelActive();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (!_lifted && message is IByteBuffer buffer && (_bytes += buffer.ReadableBytes) > mostBytes)
        {
            buffer.Release();
            CloseUnlessLifted(context, $"it sent more than {mostBytes / 1024} KiB before it proved that it belongs to a node");
            return;
        }
        context.FireChannelRead(message);
    }

    private void CloseUnlessLifted(IChannelHandlerContext context, string what)
    {
        if (_lifted || !context.Channel.Open) return;
        closed(what);
        context.CloseAsync();
    }
}
