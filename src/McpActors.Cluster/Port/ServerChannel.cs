using System.Reflection;
using Akka.Remote.Transport;
using DotNetty.Transport.Channels;

namespace McpActors.Cluster.Port;

/// <summary>
/// The listening socket of Akka.NET's TCP transport. Akka.NET has no setting that limits an unproven connection
/// (akka.net 1.5.73, DotNettyTransport), so the limits are installed in front of this socket.
/// </summary>
internal static class ServerChannel
{
    private const string Handler = "mcp-connections";

    /// <summary>Installs the limits of a table in front of all future connections.</summary>
    /// <returns>False if the socket, a private field of Akka.NET, was not found; a test fails on such a
    /// version.</returns>
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
                    // No handler that would close it is installed yet.
                    connection.Unsafe.CloseForcibly();
                    return;
                }
                connection.Pipeline.AddLast(Handler, bounds);
            }
            context.FireChannelRead(message);
        }
    }
}
