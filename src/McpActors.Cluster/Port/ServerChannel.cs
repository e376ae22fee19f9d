using System.Reflection;
using Akka.Remote.Transport;
using DotNetty.Transport.Channels;

namespace McpActors.Cluster.Port;

/// <summary>
/// The listening socket of Akka.NET's TCP transport, which has no setting for what a connection may do before it has proven anything (akka.net 1.5.73,
/// DotNettyTransport), and no other place to put one: bounds are put in front of it.
/// </summary>
internal static class ServerChannel
{
    private const string Handler = "mcp-connections";

    /// <summary>Puts the bounds of a table in front of all connections to come.</summary>
    /// <returns>Whether that could be done: the socket is a field of Akka.NET's own, and a test fails where a version has it elsewhere.</returns>
    public static bool TryBound(Transport tcp, ConnectionTable connections)
    {
        var field = tcp.GetType().BaseType?.GetField("ServerChannel", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        if (field?.GetValue(tcp) is not IChannel channel) return false;
        channel.Pipeline.AddFirst(Handler, new Acceptor(connections));
        return true;
    }

    private sealed class Acceptor(ConnectionTable connections) : ChannelHandlerAdapter
    {
        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            if (message is IChannel connection)
            {
                if (connections.Admit(connection) is not { } bounds)
                {
                    // Nothing has it yet that would close it.
                    connection.Unsafe.CloseForcibly();
                    return;
                }
                connection.Pipeline.AddLast(Handler, bounds);
            }
            context.FireChannelRead(message);
        }
    }
}
